package dns

import "firedrill/chaos"

var noNameKind = chaos.Kind{
	Name:    "dns.nxdomain",
	Family:  "dns",
	Summary: "answer that one name does not exist, for one service",
	Manual: "The resolver answers at once (NXDOMAIN), and clients do not retry. Connecting fails quickly, with an error that " +
		"looks like a typo in a setting. " + hidden,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedNAT},
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"name": "postgres", "reset": "true"}},
	New:     func() chaos.Fault { return fault{&noName{}} },
}

// noName answers that the name does not exist.
type noName struct {
	lookups
}

func (f *noName) damage() chaos.NameDamage {
	return chaos.NameDamage{Name: f.Name, Answer: chaos.AnswerNoName}
}

func (f *noName) shows(_, now chaos.Lookup) bool {
	return now.Class == chaos.AnswerNoName
}
