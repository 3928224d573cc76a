package chaos

import "firedrill/internal/record"

var loadConnectionChurnKind = Kind{
	Name:    "load.connection-churn",
	Family:  "load",
	Summary: "each visit comes over a new connection",
	Manual: "A crowd reads the first page of the list, which is in the cache, over a connection of its own each time, closed after the " +
		"answer. What it costs are handshakes: nginx's processor, a lookup, and an address and port that stay taken for a minute, of " +
		"which there are some 28,000. Users with connections that stand feel the processor; new ones wait for their handshake. " + besideUsers,
	Acts:    InLab,
	Held:    true,
	Within:  loadProofTime,
	Example: Example{On: inNginx, Params: map[string]string{"rate": "60/s"}},
	New: func() Fault {
		f := &loadConnectionChurn{}
		f.onSite = onSite{pressure: f.crowd, still: stillAccepts, shown: func(s crowdSeen) Proof {
			return Proof{Mechanism: s.sends(), Effect: record.Check{OK: s.more(accepts), Saw: s.against(accepts, "connections")}}
		}}
		return f
	},
}

// loadConnectionChurn opens connections.
type loadConnectionChurn struct {
	onSite
	atSite
	Rate visitRate `param:"rate" default:"200/s" min:"10/s" max:"1000/s" doc:"connections a second"`
}

func (f *loadConnectionChurn) crowd() Pressure {
	return Pressure{Act: ActConnect, Rate: float64(f.Rate)}
}

func (f *loadConnectionChurn) Validate() []Problem { return onlyNginx(f.On) }

// stillAccepts says whether the site has still more connections coming than before.
func stillAccepts(s crowdSeen) bool { return s.more(accepts) }
