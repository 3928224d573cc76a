package dns

import "firedrill/chaos"

var failKind = chaos.Kind{
	Name:    "dns.servfail",
	Family:  "dns",
	Summary: "make the resolver fail for one name, for one service",
	Manual: "The resolver answers that it cannot tell (SERVFAIL). Most clients retry, some of them at the next resolver, and " +
		"then give up: the error looks temporary. " + hidden,
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
