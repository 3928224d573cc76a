package stack_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/packet"
	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

// TestPacketAgent_HasOneCapability inspects it as "docker inspect" shows it, and checks that it is not listed as a
// service of the lab.
func TestPacketAgent_HasOneCapability(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "caps", labtest.Lab(1))
	if _, err := running.Target().Net.Status(t.Context(), stack.Redis, "none"); err != nil {
		t.Fatal(err)
	}
	agents := packetAgents(t, e, running)
	if len(agents) != 1 {
		t.Fatalf("there are %d packet agents, want 1", len(agents))
	}
	b, err := e.Bounds(t.Context(), agents[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(b.CapAdd, []string{"NET_ADMIN"}) && !slices.Equal(b.CapAdd, []string{"CAP_NET_ADMIN"}) || b.Privileged || len(b.Mounts)+len(b.Published) > 0 {
		t.Errorf("got %+v, want NET_ADMIN alone", b)
	}
	if b.CPUs <= 0 || b.Memory <= 0 || b.Pids <= 0 {
		t.Errorf("got %+v, want all limited", b)
	}
	found, err := stack.Find(t.Context(), e, running.Instance)
	if err != nil {
		t.Fatal(err)
	}
	members, err := stack.Labs(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range members {
		if l.Instance == found.Instance && len(l.Members) != 4 {
			t.Errorf("the lab has services %+v, want 4", l.Members)
		}
	}
}

func packetAgents(t *testing.T, e *engine.Engine, r *stack.Running) []engine.Listed {
	t.Helper()
	agents, err := e.List(t.Context(), stack.LabelLab+"="+r.Instance, stack.LabelService+"="+stack.Sidecar)
	if err != nil {
		t.Fatal(err)
	}
	return agents
}

// TestNetwork_DamageEndsWithAgentAndNamespace ends damage in the two ways other than a revert.
func TestNetwork_DamageEndsWithAgentAndNamespace(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "lease", labtest.Lab(1))
	n := running.Target().Net
	for _, c := range []struct {
		what string
		end  func() error
	}{
		{"its agent killed", func() error { return e.Kill(t.Context(), packetAgents(t, e, running)[0].ID, "KILL") }},
		{"its service restarted", func() error {
			return restart(t.Context(), running.Target().Containers, stack.Redis)
		}},
	} {
		slow := chaos.Damage{Packets: &packet.Spec{Delay: 200 * time.Millisecond}}
		if err := n.Apply(t.Context(), stack.Redis, "w1", slow); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if s, err := n.Status(t.Context(), stack.Redis, "w1"); err != nil || !s.There {
			t.Fatalf("%s: %+v, %v", c.what, s, err)
		}
		if err := c.end(); err != nil {
			t.Fatal(err)
		}
		until := time.Now().Add(2 * time.Second)
		for {
			s, err := n.Status(t.Context(), stack.Redis, "w1")
			a := running.Probe(t.Context(), stack.Redis)
			if err == nil && !s.There && a.OK && a.Took < 100*time.Millisecond {
				break
			}
			if time.Now().After(until) {
				t.Fatalf("%s: still %+v, %v, %+v", c.what, s, err, a)
			}
		}
	}
}

func restart(ctx context.Context, c chaos.Containers, service string) error {
	if err := c.Stop(ctx, service, time.Second); err != nil {
		return err
	}
	return c.Start(ctx, service)
}

// TestNetwork_DelayIsExact measures at 200 requests per second over persistent connections: p50 within 1 ms and p99
// within 3 ms of the delay plus the normal round trip. It runs only with FIREDRILL_TEST_LONG.
func TestNetwork_DelayIsExact(t *testing.T) {
	if os.Getenv("FIREDRILL_TEST_LONG") == "" {
		t.Skip("long")
	}
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "exact", labtest.Lab(1))
	n := running.Target().Net
	measure := func() chaos.Reached {
		t.Helper()
		r, err := n.Reach(t.Context(), chaos.Reach{To: stack.Redis, Count: 80, Within: 15 * time.Second, Pings: 25, Every: 400 * time.Millisecond})
		if err != nil || len(r.Failed) > 0 {
			t.Fatalf("%+v, %v", r, err)
		}
		return r
	}
	at := func(r chaos.Reached, q float64) time.Duration { return r.Took[int(q*float64(len(r.Took)-1))] }
	usual := measure()
	t.Logf("usual: p50 %s p99 %s, %d round trips", at(usual, 0.5), at(usual, 0.99), len(usual.Took))
	for _, asked := range []time.Duration{10, 50, 100, 300} {
		asked *= time.Millisecond
		spec := packet.Spec{Direction: packet.In, Delay: asked}
		id := fmt.Sprintf("d%d", asked.Milliseconds())
		if err := n.Apply(t.Context(), stack.Redis, id, chaos.Damage{Packets: &spec}); err != nil {
			t.Fatal(err)
		}
		got := measure()
		if err := n.Remove(t.Context(), stack.Redis, id); err != nil {
			t.Fatal(err)
		}
		p50, p99 := at(got, 0.5)-asked-at(usual, 0.5), at(got, 0.99)-asked-at(usual, 0.99)
		t.Logf("asked %s: p50 %+v, p99 %+v beyond it and the usual", asked, p50, p99)
		if p50.Abs() > time.Millisecond || p99.Abs() > 3*time.Millisecond {
			t.Errorf("asked %s: p50 %s, p99 %s beyond it", asked, p50, p99)
		}
	}
}

// TestNetwork_LossIsExact counts lost packets at the rule, and the effect at the far end of persistent connections: a
// request whose packet is lost is answered after the sender's timeout, 200 ms. It runs only with FIREDRILL_TEST_LONG.
func TestNetwork_LossIsExact(t *testing.T) {
	if os.Getenv("FIREDRILL_TEST_LONG") == "" {
		t.Skip("long")
	}
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "losses", labtest.Lab(1))
	n := running.Target().Net
	felt := func() (slow, asked int) {
		t.Helper()
		r, err := n.Reach(t.Context(), chaos.Reach{To: stack.Redis, Count: 80, Within: 15 * time.Second, Pings: 25, Every: 400 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		for _, took := range r.Took {
			if took > 150*time.Millisecond {
				slow++
			}
		}
		return slow, len(r.Took)
	}
	usual, _ := felt()
	for _, percent := range []float64{5, 20} {
		spec := packet.Spec{Direction: packet.In, Proto: "tcp", LocalPorts: []uint16{stack.PortRedis}, Loss: percent / 100}
		id := fmt.Sprintf("l%.0f", percent)
		if err := n.Apply(t.Context(), stack.Redis, id, chaos.Damage{Packets: &spec, Seed: 1}); err != nil {
			t.Fatal(err)
		}
		slow, asked := felt()
		s, err := n.Status(t.Context(), stack.Redis, id)
		if err != nil || !s.There {
			t.Fatalf("%+v, %v", s, err)
		}
		if err := n.Remove(t.Context(), stack.Redis, id); err != nil {
			t.Fatal(err)
		}
		within(t, fmt.Sprintf("%g %% at the rule", percent), int(s.Lost), int(s.Seen), spec.Loss, 0)
		within(t, fmt.Sprintf("%g %% felt", percent), slow, asked, spec.Loss, usual)
	}
}

// within checks a count against a binomial distribution plus the usual count. It fails about once in ten thousand runs
// by chance.
func within(t *testing.T, what string, got, n int, p float64, usual int) {
	t.Helper()
	want, sigma := p*float64(n), math.Sqrt(p*(1-p)*float64(n))
	t.Logf("%s: %d of %d, expected %.0f ± %.0f", what, got, n, want, 4*sigma)
	if d := float64(got) - want; n < 1000 || d < -4*sigma || d > 4*sigma+float64(usual) {
		t.Errorf("%s: %d of %d is not within", what, got, n)
	}
}
