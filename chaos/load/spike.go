package load

import "firedrill/chaos"

var spikeKind = chaos.Kind{
	Name:    "load.spike",
	Family:  "load",
	Summary: "many more visitors come",
	Manual: "A crowd does what the users do, in the same mix, so many times as often as they do, or at a rate of its own where no load " +
		"runs or another one is wanted. Visits fall due whether or not the site keeps up; beyond a thousand that wait, further " +
		"ones are not made, and counted. Logins are the dearest of what visitors do. " + besideUsers,
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
	Times float64         `param:"times" default:"10" min:"0.1" max:"100" ends:"lab" without:"rate" doc:"how many times as many visits as the users make come on top"`
	Rate  chaos.VisitRate `param:"rate" min:"10/s" max:"2000/s" doc:"visits a second, such as 500/s, instead of a multiple"`
}

func (f *spike) pressure() chaos.Pressure {
	return chaos.Pressure{Act: chaos.ActVisit, Rate: float64(f.Rate), Times: f.Times}
}

func (f *spike) proof(s crowdSeen) chaos.Proof {
	return chaos.Proof{Mechanism: s.sends(), Effect: s.moreRequests()}
}

func (f *spike) still(s crowdSeen) bool { return stillRequests(s) }
