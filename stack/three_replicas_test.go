package stack_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/conformance"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

func TestUp_ThreeReplicasServeAndTakeFaults(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	lab := labtest.Lab(3)
	running := labtest.Up(t, e, "three", lab)
	target := running.Target()
	var got []string
	for end := time.Now().Add(20 * time.Second); !slices.Equal(got, lab.Shops()); got = answering(t, target) {
		if time.Now().After(end) { // the lab is up when one of them answers
			t.Fatalf("%q answer through nginx, want %q", got, lab.Shops())
		}
	}
	if all, err := target.Net.Addresses(t.Context(), stack.Shop); err != nil || len(all) != 3 {
		t.Errorf("the addresses of the app are %v, %v, want 3", all, err)
	}
	if err := target.Containers.Stop(t.Context(), "shop-3", time.Second); err != nil {
		t.Fatal(err)
	}
	if got := answering(t, target); slices.Contains(got, "shop-3") {
		t.Errorf("%q answer while shop-3 is stopped", got)
	}
	if err := target.Containers.Start(t.Context(), "shop-3"); err != nil {
		t.Fatal(err)
	}
	b := bench(t, e, running, lab)
	b.Short = true // the whole suite runs on the examples of all kinds
	for _, o := range []chaos.Order{
		{ID: "container.stop#1", Kind: "container.stop", On: "shop-3"},
		{ID: "net.delay#1", Kind: "net.delay", On: "shop-3", Params: map[string]string{"delay": "80ms", "peer": stack.Redis}},
		{ID: "env.split-secret#1", Kind: "env.split-secret", On: "shop-3"},
	} {
		t.Run(o.Kind, func(t *testing.T) { conformance.Run(t, b, o) })
	}
}

// answering lists the replicas that answer requests to the site.
func answering(t *testing.T, target *chaos.Target) []string {
	t.Helper()
	seen := map[string]bool{}
	for range 24 { // nginx selects them in rotation
		if got := target.HTTP.Visit(t.Context(), chaos.Visit{Path: "/products/1"}); got.OK && got.Replica != "" {
			seen[got.Replica] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
