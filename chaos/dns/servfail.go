package dns

import "firedrill/chaos"

var failKind = chaos.Kind{
	Name:    "dns.servfail",
	Family:  "dns",
	Summary: "let the resolver fail at one name, for one service",
	Manual: "The resolver says that it can't tell (SERVFAIL). Most clients ask again, some of them the next resolver, and then give up: it is an error that passes. " +
		hidden,
	Acts:    chaos.InLab,
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedNAT},
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"name": "redis"}},
	New: func() chaos.Fault {
		f := &fail{}
		f.onNames = onNames{f.at, f.deed}
		return f
	},
}

// fail fails at a name.
type fail struct {
	onNames
	lookups
}

func (f *fail) at() *lookups { return &f.lookups }

func (f *fail) Validate() []chaos.Problem { return f.lookups.Validate() }

func (f *fail) deed() nameDeed {
	return nameDeed{chaos.NameDamage{Name: f.Name, Answer: chaos.AnswerFail}, answered(chaos.AnswerFail)}
}
