package dns

import (
	"time"

	"firedrill/chaos"
)

var slowKind = chaos.Kind{
	Name:    "dns.slow",
	Family:  "dns",
	Summary: "delay the lookups of one name, for one service",
	Manual: "The right answer arrives after the delay. Clients with a shorter timeout retry, or give up: in a lab, a lookup " +
		"fails after one second. " + hidden,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedNAT},
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"name": "postgres", "delay": "400ms"}},
	New:     func() chaos.Fault { return fault{&slow{}} },
}

// slow delays the answers.
type slow struct {
	lookups
	Delay time.Duration `param:"delay" required:"true" min:"10ms" max:"30s" doc:"how much later the answer arrives"`
}

func (f *slow) damage() chaos.NameDamage {
	return chaos.NameDamage{Name: f.Name, Answer: chaos.AnswerSlow, Delay: f.Delay}
}

func (f *slow) shows(usual, now chaos.Lookup) bool {
	return now.Took >= usual.Took+min(f.Delay, time.Second)*8/10
}
