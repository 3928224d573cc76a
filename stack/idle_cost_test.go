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

// TestPacketAgent_IdleUsesLittleCPU compares the CPU use of idle packet agents with that of nginx and the shop in the
// same time. Since an idle agent adds nothing to the network path (TestPacketAgent_IdleAddsNothingToThePath), its CPU
// use is its only cost for users, and unlike throughput it can be measured on a busy machine. The limit is 2 %.
func TestPacketAgent_IdleUsesLittleCPU(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "idlecpu", labtest.Lab(1))
	served := []string{stack.Nginx, stack.ShopName(1)}
	for _, s := range served {
		if _, err := running.Target().Net.Status(t.Context(), s, "none"); err != nil { // starts the agent
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

// processorTime returns the CPU time that a container has used, in nanoseconds.
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

// count returns how many requests a few workers complete in one turn.
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
