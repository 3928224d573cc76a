package dns

import "firedrill/chaos"

var failKind = chaos.Kind{
	Name:    "dns.servfail",
	Family:  "dns",
	Summary: "let the resolver fail at one name, for one service",
	Manual: "The resolver says that it can't tell (SERVFAIL). Most clients ask again, some of them the next resolver, and then give up: it is an error that passes. " +
		hidden,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedNAT},
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"name": "redis"}},
	New:     func() chaos.Fault { return fault{&fail{}} },
}

// fail answers with a server failure.
type fail struct {
	lookups
}

func (f *fail) damage() chaos.NameDamage {
	return chaos.NameDamage{Name: f.Name, Answer: chaos.AnswerFail}
}

func (f *fail) shows(_, now chaos.Lookup) bool {
	return now.Class == chaos.AnswerFail
}
