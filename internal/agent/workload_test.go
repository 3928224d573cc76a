package agent

import (
	"strings"
	"testing"
	"time"

	"firedrill/internal/load"
	"firedrill/stack/shop/workload"
)

func TestStartLoad_UsesTheWorkloadOfThePlan(t *testing.T) {
	shop := workload.Shop{Users: 3, Products: 40}
	a := serve(t.Context(), Options{Workloads: map[string]Workload{"": shop, "shop": shop}})
	ct := crowdTest{t, dial(t, a), newSite(t)}
	defer func() { ct.c.Close(); <-a.done }()
	p := load.Plan{Target: ct.site.URL, Workload: "bank", Arrivals: load.Constant, Stages: []load.Stage{{Rate: 50}},
		Mix: []load.Weight{{Route: workload.Profile, Weight: 1}}, Timeout: 5 * time.Second, MaxInFlight: 100}
	if _, err := ct.c.StartLoad(t.Context(), p); err == nil || !strings.Contains(err.Error(), `unknown workload "bank" (there are ["" "shop"])`) {
		t.Errorf("a workload that nobody has: %v", err)
	}
	for _, name := range []string{"", "shop"} {
		p.Workload = name
		if _, err := ct.c.StartLoad(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		before := ct.site.asked("GET /profile")
		await(t, "users ask for what the shop's do", func() bool { return ct.site.asked("GET /profile") > before })
		if _, err := ct.c.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
