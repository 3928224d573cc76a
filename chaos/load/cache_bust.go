package load

import (
	"fmt"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var cacheBustKind = chaos.Kind{
	Name:    "load.cache-bust",
	Family:  "load",
	Summary: "readers come for what no cache holds",
	Manual: "A crowd turns the pages of the product list beyond the last one, a new page each time, as a crawler does that follows " +
		"links without end. No cache can have them, so that each visit is a query, and the further back a page the more rows the " +
		"database walks over. Each empty page is then put into the cache too, where it takes room from what is read. What users " +
		"read is found there as before; they feel the database and its pool of connections. " + besideUsers,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortTraffic, chaos.PortHTTP, chaos.PortProbes},
	Held:    true,
	Within:  loadProofTime,
	Example: chaos.Example{On: chaos.Balancer, Params: map[string]string{"rate": "100/s"}},
	New:     func() chaos.Fault { return fault{&cacheBust{}} },
}

// cacheBust requests what no cache has.
type cacheBust struct {
	atSite
	Rate chaos.VisitRate `param:"rate" default:"200/s" min:"10/s" max:"2000/s" doc:"visits a second"`
}

func (f *cacheBust) pressure() chaos.Pressure {
	return chaos.Pressure{Act: chaos.ActRead, Rate: float64(f.Rate)}
}

func (f *cacheBust) proof(s crowdSeen) chaos.Proof {
	return chaos.Proof{Mechanism: s.sends(), Effect: s.missed()}
}

func (f *cacheBust) still(s crowdSeen) bool { return stillRequests(s) }

// missed is the proof of effect: by the app's own figures, the answers needed the database.
func (s crowdSeen) missed() record.Check {
	all := visitsAnswered(s.after.crowd) - visitsAnswered(s.before.crowd)
	worked := s.after.crowd.Worked - s.before.crowd.Worked
	return record.Check{OK: all > 0 && worked*10 >= all*9 && s.more(requests),
		Saw: fmt.Sprintf("the database had to work for %d of %d answers; %s", worked, all, s.against(requests, "requests"))}
}
