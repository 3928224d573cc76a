package load

import (
	"firedrill/chaos"
	"firedrill/internal/record"
)

var connectionChurnKind = chaos.Kind{
	Name:    "load.connection-churn",
	Family:  "load",
	Summary: "open a new connection for each request",
	Manual: "A crowd requests the first page of the list, which is cached, over a new connection each time, and closes it " +
		"after the answer. The cost is the handshakes: CPU time of nginx, a lookup, and a local port that stays in use for " +
		"a minute, of which there are some 28,000. Users with open connections notice the CPU time; new ones wait for " +
		"their handshake. " + besideUsers,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortTraffic, chaos.PortHTTP, chaos.PortProbes},
	Held:    true,
	Within:  loadProofTime,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"rate": "60/s"}},
	New:     func() chaos.Fault { return fault{&connectionChurn{}} },
}

// connectionChurn opens a connection for each request.
type connectionChurn struct {
	atSite
	Rate chaos.VisitRate `param:"rate" default:"200/s" min:"10/s" max:"1000/s" doc:"connections a second"`
}

func (f *connectionChurn) pressure() chaos.Pressure {
	return chaos.Pressure{Act: chaos.ActConnect, Rate: float64(f.Rate)}
}

func (f *connectionChurn) proof(s crowdSeen) chaos.Proof {
	return chaos.Proof{Mechanism: s.sends(), Effect: record.Check{OK: s.more(accepts), Saw: s.against(accepts, "connections")}}
}

func (f *connectionChurn) still(s crowdSeen) bool { return s.more(accepts) }
