package chaos

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strconv"

	"firedrill/internal/record"
	"firedrill/internal/release"
)

var appNPlusOneKind = Kind{
	Name:    "app.n-plus-one",
	Family:  "app",
	Summary: "deploy a release whose list asks the database once for each item",
	Manual: "A page of 20 products costs 20 queries, one after the other, also when it comes from the cache. Each is quick; under load " +
		"they use up the pool of connections, and every other route waits for one." + deployManual,
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate},
	Within:  appProofTime,
	Causes:  causesReplace,
	Example: Example{On: "shop-1"},
	New: func() Fault {
		f := &appNPlusOne{}
		f.redeployed = deploys(func() string { return f.On }, f.build, f.queries)
		return f
	},
}

// appNPlusOne asks the database too often.
type appNPlusOne struct {
	redeployed
	On string `param:"on" required:"true" doc:"the replica of the app, such as shop-1"`
}

func (f *appNPlusOne) Validate() []Problem { return onReplica(f.On) }

func (f *appNPlusOne) build() release.Build { return release.Build{Flaw: release.NPlusOne} }

// queries looks at a page that is in the cache by then, and wants every answer to have waited for the database. A page that
// did not come, since all connections are in use already, says nothing of it.
func (f *appNPlusOne) queries(ctx context.Context, _ Lab, site SiteLab) record.Check {
	list := Visit{Path: "/products", Plain: true}
	site.Visit(ctx, list)
	came := 0
	a := ask(ctx, site, f.On, 6, list, func(s Seen) bool {
		if s.Status == http.StatusOK {
			came++
		}
		return inDatabase(s.Timing) > 0
	})
	return record.Check{OK: a.hits > 0 && a.hits == came, Saw: fmt.Sprintf("%d of %d pages that came and were in the cache took queries", a.hits, came)}
}

var databaseTime = regexp.MustCompile(`\bdb;dur=([0-9.]+)`)

// inDatabase reads from a Server-Timing how many milliseconds went into queries; 0 where it doesn't say.
func inDatabase(timing string) float64 {
	m := databaseTime.FindStringSubmatch(timing)
	if m == nil {
		return 0
	}
	ms, _ := strconv.ParseFloat(m[1], 64) // what is no number is 0
	return ms
}
