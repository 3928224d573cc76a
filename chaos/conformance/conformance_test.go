package conformance_test

import (
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/conformance"
	"firedrill/chaos/labtest"
)

// In memory the suite shows that each kind decides rightly; the engine's own tests run it on real containers.
func TestRun_EveryKindConforms(t *testing.T) {
	var lab *labtest.Lab
	b := conformance.Bench{
		Index:    catalogue.All(),
		Prober:   labtest.Everything{},
		Settings: func(*testing.T) string { return lab.Settled() },
		Target: func(*testing.T) *chaos.Target {
			lab = labtest.New([]string{"DB_HOST=postgres", "DB_POOL=4", "JWT_SECRET=key"},
				"nginx", "shop-1", "shop-2", "redis", "postgres", chaos.DiskKeeper)
			return lab.Target
		},
	}
	for _, o := range conformance.Orders(b.Index) {
		if k, _ := b.Index.Kind(o.Kind); k.Acts != chaos.AtEngine {
			continue // what is done inside a lab needs one
		}
		t.Run(o.Kind, func(t *testing.T) { conformance.Run(t, b, o) })
	}
}
