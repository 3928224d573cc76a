package chaos

import (
	"fmt"

	"firedrill/internal/record"
)

var loadCacheBustKind = Kind{
	Name:    "load.cache-bust",
	Family:  "load",
	Summary: "readers come for what no cache holds",
	Manual: "A crowd turns the pages of the product list beyond the last one, a new page each time, as a crawler does that follows " +
		"links without end. No cache can have them, so that each visit is a query, and the further back a page the more rows the " +
		"database walks over. Each empty page is then put into the cache too, where it takes room from what is read. What users " +
		"read is found there as before; they feel the database and its pool of connections. " + besideUsers,
	Acts:    InLab,
	Held:    true,
	Within:  loadProofTime,
	Example: Example{On: inNginx, Params: map[string]string{"rate": "100/s"}},
	New: func() Fault {
		f := &loadCacheBust{}
		f.onSite = onSite{pressure: f.crowd, still: stillRequests, shown: func(s crowdSeen) Proof {
			return Proof{Mechanism: s.sends(), Effect: s.missed()}
		}}
		return f
	},
}

// loadCacheBust reads past the cache.
type loadCacheBust struct {
	onSite
	atSite
	Rate visitRate `param:"rate" default:"200/s" min:"10/s" max:"2000/s" doc:"visits a second"`
}

func (f *loadCacheBust) crowd() Pressure { return Pressure{Act: ActRead, Rate: float64(f.Rate)} }

func (f *loadCacheBust) Validate() []Problem { return onlyNginx(f.On) }

// missed is the proof of effect: by the app's own account the database had to work for what the crowd was answered.
func (s crowdSeen) missed() record.Check {
	all := visitsAnswered(s.after.crowd) - visitsAnswered(s.before.crowd)
	worked := s.after.crowd.Worked - s.before.crowd.Worked
	return record.Check{OK: all > 0 && worked*10 >= all*9 && s.more(requests),
		Saw: fmt.Sprintf("the database had to work for %d of %d answers; %s", worked, all, s.against(requests, "requests"))}
}
