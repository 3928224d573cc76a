package stack_test

import (
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/conformance"
	chaostest "firedrill/chaos/labtest"
	"firedrill/internal/drill"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

// TestRelease_OtherParameters injects bad releases with parameters that the examples do not use.
func TestRelease_OtherParameters(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	lab := labtest.Lab(1)
	running := labtest.Up(t, e, "ways", lab)
	bench := conformance.Bench{
		Index:  catalogue.All(),
		Prober: &drill.Prober{Engine: e, Self: labtest.Images(t, e, lab).Self, Run: running.Instance},
		Target: labtest.Of(running),
		Short:  true,
	}
	for name, o := range map[string]chaos.Order{
		"errors on another route": {Kind: "app.errors", Params: map[string]string{"route": "browse", "share": "100", "status": "503"}},
		"leak by the request":     {Kind: "app.leak", Params: map[string]string{"mb": "0.5", "per": "request"}},
		"hanging":                 {Kind: "app.lying-health", Params: map[string]string{"how": "hang"}},
		"slower than a look":      {Kind: "app.slow-middleware", Params: map[string]string{"delay": "3s"}},
		"database's password":     {Kind: "env.rotate-secret", Params: map[string]string{"name": "DB_PASSWORD"}},
		"cache's password":        {Kind: "env.rotate-secret", Params: map[string]string{"name": "CACHE_PASSWORD"}},
	} {
		o.ID, o.On = o.Kind+"#1", stack.ShopName(1)
		t.Run(name, func(t *testing.T) { conformance.Run(t, bench, o) })
	}
}

// TestRelease_LeakRestartsRepeatedly waits until the kernel has killed a leaking release twice and the engine has
// restarted it.
func TestRelease_LeakRestartsRepeatedly(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	lab := labtest.Lab(1)
	running := labtest.Up(t, e, "saw", lab)
	rig := chaos.NewInjector(chaos.Setup{Index: catalogue.All(), Target: running.Target(), Journal: &chaostest.Journal{},
		Prober: &drill.Prober{Engine: e, Self: labtest.Images(t, e, lab).Self, Run: running.Instance}})
	shop := stack.ShopName(1)
	proof, err := rig.Apply(t.Context(), chaos.Order{ID: "app.leak#1", Kind: "app.leak", On: shop, Params: map[string]string{"mb": "400"}})
	if err != nil || !proof.OK() {
		t.Fatalf("%+v %v", proof, err)
	}
	for end := time.Now().Add(30 * time.Second); ; {
		s, err := running.Target().Containers.State(t.Context(), shop)
		if err != nil {
			t.Fatal(err)
		}
		if s.Restarts >= 2 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("started again %d times, %s", s.Restarts, s)
		}
		time.Sleep(20 * time.Millisecond) // between two polls
	}
	for _, o := range rig.RevertAll(t.Context()) {
		if !o.Clean() {
			t.Errorf("%+v", o)
		}
	}
}
