package chaos

import (
	"time"
)

var netDelayKind = Kind{
	Name:    "net.delay",
	Family:  "net",
	Summary: "delay packets, by a fixed time and some jitter",
	Manual: "Each packet is held for the delay, so a round trip takes the delay longer in each direction that is damaged: both, unless " +
		"said. Connections that stand feel it as new ones do. With jitter, packets may overtake each other; normal takes the " +
		"jitter for one sigma, pareto has a long tail. " + goesWithNamespace,
	Acts:    InLab,
	Held:    true,
	Within:  netProofTime,
	Needs:   []Need{NeedPackets},
	Example: Example{On: "postgres", Params: map[string]string{"delay": "60ms", "peer": "shop"}},
	Ends:    Ends{"jitter max": {"delay": "30s"}},
	New: func() Fault {
		f := &netDelay{}
		f.onWire = onWire{f.at, f.deed}
		return f
	},
}

// goesWithNamespace is what the manual of every kind of this family says.
const goesWithNamespace = "The damage goes with the target's network namespace: a restart of the target ends it."

// netDelay holds packets.
type netDelay struct {
	onWire
	wire
	Delay        time.Duration `param:"delay" required:"true" min:"1ms" max:"30s" doc:"how long each packet is held"`
	Jitter       time.Duration `param:"jitter" min:"0s" max:"30s" doc:"how much that varies, at most the delay"`
	Distribution string        `param:"distribution" default:"uniform" enum:"uniform,normal,pareto" only:"jitter" doc:"how the jitter is spread"`
}

func (f *netDelay) at() wire { return f.wire }

func (f *netDelay) Validate() []Problem {
	if f.Jitter > f.Delay {
		return []Problem{{"jitter", `"jitter" is more than "delay"`, "at most " + f.Delay.String()}}
	}
	return nil
}

// Within leaves time for the slowest connection that a look waits for.
func (f *netDelay) Within() time.Duration { return netProofTime + f.deed().reach.Within }

func (f *netDelay) deed() netDeed {
	s := f.spec()
	s.Delay, s.Jitter, s.Distribution = f.Delay, f.Jitter, f.Distribution
	expected := time.Duration(f.ways()) * f.Delay
	r := f.near()
	r.Within = 2*expected + quickReach
	spread := time.Duration(f.ways()) * f.Jitter / 2
	return netDeed{damage: Damage{Packets: &s}, reach: r, feels: slower(max(expected-spread-expected/10, expected/4))}
}
