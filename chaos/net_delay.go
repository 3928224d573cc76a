package chaos

import (
	"time"
)

func init() {
	register(Kind{
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
		New: func() Fault {
			f := &netDelay{}
			f.onWire = onWire{f.at, f.deed}
			return f
		},
	})
}

// goesWithNamespace is what the manual of every kind of this family says.
const goesWithNamespace = "The damage goes with the target's network namespace: a restart of the target ends it."

// netDelay holds packets.
type netDelay struct {
	onWire
	wire
	Delay        time.Duration `param:"delay" required:"true" doc:"how long each packet is held, 1ms to 30s"`
	Jitter       time.Duration `param:"jitter" doc:"how much that varies"`
	Distribution string        `param:"distribution" default:"uniform" enum:"uniform,normal,pareto" doc:"how the jitter is spread"`
}

func (f *netDelay) at() wire { return f.wire }

func (f *netDelay) Validate() []Problem {
	problems := durationIn("delay", f.Delay, time.Millisecond, 30*time.Second)
	if f.Jitter > f.Delay {
		problems = append(problems, Problem{"jitter", `"jitter" is more than "delay"`, "at most " + f.Delay.String()})
	}
	return problems
}

func (f *netDelay) deed() netDeed {
	s := f.spec()
	s.Delay, s.Jitter, s.Distribution = f.Delay, f.Jitter, f.Distribution
	expected := time.Duration(f.ways()) * f.Delay
	r := f.near()
	r.Within = 2*expected + quickReach
	spread := time.Duration(f.ways()) * f.Jitter / 2
	return netDeed{damage: Damage{Packets: &s}, reach: r, feels: slower(max(expected-spread-expected/10, expected/4))}
}
