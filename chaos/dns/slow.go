package dns

import (
	"time"

	"firedrill/chaos"
)

var slowKind = chaos.Kind{
	Name:    "dns.slow",
	Family:  "dns",
	Summary: "answer the lookups of one name late, for one service",
	Manual: "The right answer comes, after the delay. Clients that have less patience with their resolver ask again, or give up: in a lab that is after a second, and then the lookup fails. " +
		hidden,
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
	Delay time.Duration `param:"delay" required:"true" min:"10ms" max:"30s" doc:"how late the answer is"`
}

func (f *slow) damage() chaos.NameDamage {
	return chaos.NameDamage{Name: f.Name, Answer: chaos.AnswerSlow, Delay: f.Delay}
}

func (f *slow) shows(usual, now chaos.Lookup) bool {
	return now.Took >= usual.Took+min(f.Delay, time.Second)*8/10
}
