package stack_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

// TestAnIdleAgentTakesNextToNoProcessorTime puts what agents that damage nothing use of the processors beside what nginx
// and the shop use meanwhile. With nothing in the path (TestAnIdleAgentPutsNothingInThePath) that is all that they can
// take from users, and unlike a throughput it can be told on a machine that does other things as well. The bar is 2 %.
func TestAnIdleAgentTakesNextToNoProcessorTime(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "idlecpu", labtest.Lab(1))
	served := []string{stack.Nginx, stack.ShopName(1)}
	for _, s := range served {
		if _, err := running.Target().Net.Status(t.Context(), s, "none"); err != nil { // brings the agent
			t.Fatal(err)
		}
	}
	used := func() (agents, services float64) {
		t.Helper()
		for _, a := range packetAgents(t, e, running) {
			agents += processorTime(t, e, a.ID)
		}
		for _, s := range served {
			services += processorTime(t, e, stack.ContainerName(running.Instance, s))
		}
		return agents, services
	}
	get := through(t, running)
	agents, services := used()
	done := 0.0
	for range 5 {
		done += count(t, get)
	}
	agentsAfter, servicesAfter := used()
	share := (agentsAfter - agents) / (servicesAfter - services)
	t.Logf("%.0f requests; two agents used %.2f ms, nginx and the shop %.0f ms: %.3f %%", done, (agentsAfter-agents)/1e6, (servicesAfter-services)/1e6, 100*share)
	if done < 100 || !(share < 0.02) {
		t.Errorf("idle agents use %.3f of what nginx and the shop use for %.0f requests", share, done)
	}
}

// processorTime is what a container has used so far, in nanoseconds.
func processorTime(t testing.TB, e *engine.Engine, container string) float64 {
	t.Helper()
	u, err := e.Usage(t.Context(), container)
	if err != nil {
		t.Fatal(err)
	}
	return float64(u.CPU)
}

const (
	idleTurn    = 800 * time.Millisecond
	idleWorkers = 8
)

// count says how many requests a few workers get answered in a turn.
func count(b testing.TB, get func() error) float64 {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), idleTurn)
	defer cancel()
	var done atomic.Int64
	var workers sync.WaitGroup
	for range idleWorkers {
		workers.Go(func() {
			for ctx.Err() == nil {
				if err := get(); err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	workers.Wait()
	return float64(done.Load())
}
