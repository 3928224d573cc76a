package load

import "firedrill/chaos"

var spikeKind = chaos.Kind{
	Name:    "load.spike",
	Family:  "load",
	Summary: "multiply the traffic",
	Manual: "A crowd sends the same mix of requests as the users: a multiple of their rate, or a rate of its own if no load " +
		"runs or another rate is wanted. Requests are due whether or not the site keeps up. If more than a thousand wait, " +
		"further ones are dropped and counted. Logins are the most expensive requests. " + besideUsers,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortTraffic, chaos.PortHTTP, chaos.PortProbes},
	Held:    true,
	Within:  loadProofTime,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"rate": "150/s"}},
	New:     func() chaos.Fault { return fault{&spike{}} },
}

// spike multiplies the users' requests.
type spike struct {
	atSite
	Times float64         `param:"times" default:"10" min:"0.1" max:"100" ends:"lab" without:"rate" doc:"how many times the users' rate is added"`
	Rate  chaos.VisitRate `param:"rate" min:"10/s" max:"2000/s" doc:"requests a second, such as 500/s, instead of a multiple"`
}

func (f *spike) pressure() chaos.Pressure {
	return chaos.Pressure{Act: chaos.ActVisit, Rate: float64(f.Rate), Times: f.Times}
}

func (f *spike) proof(s crowdSeen) chaos.Proof {
	return chaos.Proof{Mechanism: s.sends(), Effect: s.moreRequests()}
}

func (f *spike) still(s crowdSeen) bool { return stillRequests(s) }
