package app

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strconv"

	"firedrill/chaos"
	"firedrill/chaos/redeploy"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
	"firedrill/internal/release"
)

var nPlusOneKind = chaos.Kind{
	Name:    "app.n-plus-one",
	Family:  "app",
	Summary: "deploy a release whose list runs one query for each item",
	Manual: "A page of 20 products needs 20 queries in sequence, even if it comes from the cache. Each query is fast. Under " +
		"load they use up the connection pool, and every other route waits for a connection." + deployManual,
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  redeploy.ProofTime,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1"},
	New:     func() chaos.Fault { return deploys(&nPlusOne{}) },
}

// nPlusOne sends too many queries.
type nPlusOne struct {
	redeploy.Replica
}

func (f *nPlusOne) build() release.Build { return release.Build{Flaw: release.NPlusOne} }

// effect requests a page that is in the cache by then, and requires that every answer waited for the database. A page that did not
// arrive, because all connections are in use, says nothing.
func (f *nPlusOne) effect(ctx context.Context, t *chaos.Target) record.Check {
	list := chaos.Visit{Path: "/products", Plain: true}
	t.HTTP.Visit(ctx, list)
	came := 0
	a := visit.Ask(ctx, t.HTTP, f.On, 6, list, func(s chaos.Seen) bool {
		if s.Status == http.StatusOK {
			came++
		}
		return inDatabase(s.Timing) > 0
	})
	return record.Check{OK: a.Hits > 0 && a.Hits == came, Saw: fmt.Sprintf("%d of %d pages that came and were in the cache took queries", a.Hits, came)}
}

var databaseTime = regexp.MustCompile(`\bdb;dur=([0-9.]+)`)

// inDatabase returns the milliseconds spent in queries from a Server-Timing header; 0 if it has none.
func inDatabase(timing string) float64 {
	m := databaseTime.FindStringSubmatch(timing)
	if m == nil {
		return 0
	}
	ms, _ := strconv.ParseFloat(m[1], 64) // what is no number is 0
	return ms
}
