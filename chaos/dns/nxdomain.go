package dns

import "firedrill/chaos"

var noNameKind = chaos.Kind{
	Name:    "dns.nxdomain",
	Family:  "dns",
	Summary: "let one name not exist, for one service",
	Manual: "The resolver says so at once (NXDOMAIN), and clients don't ask again: connecting fails quickly, with an error that looks like a typo in a setting. " +
		hidden,
	Acts:    chaos.InLab,
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedNAT},
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"name": "postgres", "reset": "true"}},
	New: func() chaos.Fault {
		f := &noName{}
		f.onNames = onNames{f.at, f.deed}
		return f
	},
}

// noName denies a name.
type noName struct {
	onNames
	lookups
}

func (f *noName) at() *lookups { return &f.lookups }

func (f *noName) Validate() []chaos.Problem { return f.lookups.Validate() }

func (f *noName) deed() nameDeed {
	return nameDeed{chaos.NameDamage{Name: f.Name, Answer: chaos.AnswerNoName}, answered(chaos.AnswerNoName)}
}
