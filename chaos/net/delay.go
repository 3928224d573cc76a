package net

import (
	"time"

	"firedrill/chaos"
)

var delayKind = chaos.Kind{
	Name:    "net.delay",
	Family:  "net",
	Summary: "delay packets, by a fixed time and some jitter",
	Manual: "Each packet is held for the delay, so a round trip takes the delay longer in each damaged direction; the default " +
		"is both. Open connections are affected like new ones. With jitter, packets may overtake each other; normal uses " +
		"the jitter as one sigma, pareto has a long tail. " + chaos.EndsWithNamespace,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedPackets},
	Example: chaos.Example{On: "postgres", Params: map[string]string{"delay": "60ms", "peer": "shop"}},
	Ends:    chaos.Ends{"jitter max": {"delay": "30s"}},
	New:     func() chaos.Fault { return fault{&delay{}} },
}

// delay delays packets.
type delay struct {
	wire
	Delay        time.Duration `param:"delay" required:"true" min:"1ms" max:"30s" doc:"how long each packet is held"`
	Jitter       time.Duration `param:"jitter" min:"0s" max:"30s" doc:"how much the delay varies, at most the delay"`
	Distribution string        `param:"distribution" default:"uniform" enum:"uniform,normal,pareto" only:"jitter" doc:"the distribution of the jitter"`
}

func (f *delay) path() wire { return f.wire }

func (f *delay) Validate() []chaos.Problem {
	if f.Jitter > f.Delay {
		return []chaos.Problem{{Param: "jitter", Message: `"jitter" is more than "delay"`, Hint: "at most " + f.Delay.String()}}
	}
	return nil
}

// Within allows for the slowest connection of a check.
func (f *delay) Within() time.Duration { return chaos.PacketProofTime + f.damage().reach.Within }

func (f *delay) damage() damage {
	s := f.spec()
	s.Delay, s.Jitter, s.Distribution = f.Delay, f.Jitter, f.Distribution
	expected := time.Duration(f.ways()) * f.Delay
	r := f.near()
	r.Within = 2*expected + quickReach
	spread := time.Duration(f.ways()) * f.Jitter / 2
	return damage{apply: chaos.Damage{Packets: &s}, reach: r, shows: slower(max(expected-spread-expected/10, expected/4))}
}
