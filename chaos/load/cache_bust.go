package load

import (
	"fmt"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var cacheBustKind = chaos.Kind{
	Name:    "load.cache-bust",
	Family:  "load",
	Summary: "request pages that no cache has",
	Manual: "A crowd requests pages of the product list beyond the last one, a new page each time, as a crawler does that " +
		"follows endless links. No cache can have them, so each request is a query, and a later page makes the database " +
		"skip more rows. Each empty page is then cached too, where it displaces other entries. Users still find their own " +
		"pages in the cache; what they notice is the load on the database and its connection pool. " + besideUsers,
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
	Rate chaos.VisitRate `param:"rate" default:"200/s" min:"10/s" max:"2000/s" doc:"requests a second"`
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
