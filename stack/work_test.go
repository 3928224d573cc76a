package stack_test

import (
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/conformance"
	"firedrill/internal/drill"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

// TestStress_WorksInEachService tries the kinds that start a worker on each service, though only the app's image
// contains our binary.
func TestStress_WorksInEachService(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	lab := labtest.Lab(1)
	running := labtest.Up(t, e, "work", lab)
	bench := conformance.Bench{
		Index:  catalogue.All(),
		Prober: &drill.Prober{Engine: e, Self: labtest.Images(t, e, lab).Self, Run: running.Instance},
		Target: labtest.Of(running),
		Short:  true,
	}
	for _, kind := range []string{"cpu.burn", "memory.burn", "container.oom"} {
		for _, on := range []string{stack.Nginx, stack.Redis, stack.Postgres} {
			o := chaos.Order{ID: kind + "#1", Kind: kind, On: on}
			t.Run(kind+" on "+on, func(t *testing.T) { conformance.Run(t, bench, o) })
		}
	}
}

// TestStress_EndsWithItsConnection closes the connection that keeps a work alive, as the death of its process would.
func TestStress_EndsWithItsConnection(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "lease", labtest.Lab(1))
	work := running.Target().Stress
	for _, service := range []string{stack.ShopName(1), stack.Redis} {
		if err := work.Start(t.Context(), service, "a1b2", chaos.Work{Spin: 1, Within: time.Hour}); err != nil {
			t.Fatal(err)
		}
		awaitWork(t, work, service, "a1b2", true)
	}
	if err := running.Release(); err != nil {
		t.Fatal(err)
	}
	awaitWork(t, work, stack.ShopName(1), "a1b2", false)
	awaitWork(t, work, stack.Redis, "a1b2", false)
}

// TestStress_EndsAfterItsTime starts a work with a short time.
func TestStress_EndsAfterItsTime(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "short", labtest.Lab(1))
	work := running.Target().Stress
	if err := work.Start(t.Context(), stack.ShopName(1), "c3d4", chaos.Work{Hold: 1 << 20, Within: time.Second}); err != nil {
		t.Fatal(err)
	}
	awaitWork(t, work, stack.ShopName(1), "c3d4", false)
}

func awaitWork(t *testing.T, work chaos.Stress, service, id string, want bool) {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		there, err := work.Running(t.Context(), service, id)
		if err == nil && there == want {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("working in %q: %v %v, want %v", service, there, err, want)
		}
	}
}
