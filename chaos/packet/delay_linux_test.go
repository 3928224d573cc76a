package packet

import (
	"net/netip"
	"testing"
	"time"
)

var peer = []netip.Addr{netip.MustParseAddr(farIP)}

// The accuracy of a delay is measured at 200 requests a second, on connections that were open before. The machine may be
// busy, which can only make a delay longer: so here a packet must only never be early, and "make bench-delay" prints the
// figures for a quiet one.
func TestADelayIsNeverShorterThanAsked(t *testing.T) {
	w := newWire(t)
	pool := w.pool(t, w.echo(t), 100)
	for _, asked := range []time.Duration{10, 50, 100, 300} {
		asked *= time.Millisecond
		plain := quantile(exchanges(t, pool, 200, 5*time.Millisecond), 0.5)
		d := w.damage(t, Spec{Direction: Out, Peers: peer, Delay: asked})
		took := exchanges(t, pool, 600, 5*time.Millisecond)
		r, err := d.Report()
		must(t, err)
		must(t, d.Remove())
		t.Logf("asked %s: undamaged p50 %s, over it p50 %s, p99 %s; held %s on average, at most %s late",
			asked, plain, quantile(took, 0.5)-plain-asked, quantile(took, 0.99)-plain-asked, r.Mean(), r.Late)
		if least := quantile(took, 0); least < asked {
			t.Errorf("asked %s: one took %s", asked, least)
		}
		if r.Mean() < asked {
			t.Errorf("asked %s: packets were held %s on average", asked, r.Mean())
		}
	}
}

// A sender must not be slowed down beyond the delay: TCP lets only a few packets wait in their own host.
func TestADelayLetsASenderGoOn(t *testing.T) {
	w := newWire(t)
	c, err := w.dial(t, "tcp", w.echo(t))
	must(t, err)
	const asked = 50 * time.Millisecond
	w.damage(t, Spec{Direction: Out, Peers: peer, Delay: asked})
	roundTrips(t, c, 100, 5*time.Millisecond) // until TCP trusts the line
	took := roundTrips(t, c, 200, 5*time.Millisecond)
	// Where TCP holds the sender back, each request waits for those before it, and the delay is felt twice and more.
	if p50 := quantile(took, 0.5); p50 < asked || p50 > asked*3/2 {
		t.Errorf("p50 %s", p50)
	}
}

func TestADelayOfBothWaysIsFeltTwice(t *testing.T) {
	w := newWire(t)
	c, err := w.dial(t, "tcp", w.echo(t))
	must(t, err)
	w.damage(t, Spec{Peers: peer, Delay: 20 * time.Millisecond})
	if p50 := quantile(roundTrips(t, c, 50, 5*time.Millisecond), 0.5); p50 < 40*time.Millisecond || p50 > 50*time.Millisecond {
		t.Errorf("a round trip took %s, want 40ms", p50)
	}
}

func TestRemoveLetsHeldPacketsGoAtOnce(t *testing.T) {
	w := newWire(t)
	c, err := w.dial(t, "tcp", w.echo(t))
	must(t, err)
	d := w.damage(t, Spec{Direction: Out, Peers: peer, Delay: 30 * time.Second})
	go func() {
		time.Sleep(100 * time.Millisecond)
		_ = d.Remove()
	}()
	// TCP would send again by itself, after 200 ms and more.
	if took := roundTrips(t, c, 1, time.Millisecond)[0]; took < 90*time.Millisecond || took > 180*time.Millisecond {
		t.Errorf("took %s", took)
	}
}

func TestOnlyWhatTheSpecChoosesIsDamaged(t *testing.T) {
	w := newWire(t)
	here, other := w.echo(t), w.echo(t)
	port := netip.MustParseAddrPort(here).Port()
	for _, s := range []Spec{
		{Direction: Out, PeerPorts: []uint16{port}, Delay: 50 * time.Millisecond},
		{Direction: In, PeerPorts: []uint16{port}, Delay: 50 * time.Millisecond},
	} {
		hit, err := w.dial(t, "tcp", here)
		must(t, err)
		spared, err := w.dial(t, "tcp", other)
		must(t, err)
		d := w.damage(t, s)
		if got := quantile(roundTrips(t, hit, 10, 5*time.Millisecond), 0.5); got < 50*time.Millisecond {
			t.Errorf("%+v: the chosen one took %s", s, got)
		}
		if got := quantile(roundTrips(t, spared, 10, 5*time.Millisecond), 0.5); got > 20*time.Millisecond {
			t.Errorf("%+v: the other took %s", s, got)
		}
		must(t, d.Remove())
	}
}

func TestNothingIsSlowerOnceTheDamageIsRemoved(t *testing.T) {
	w := newWire(t)
	c, err := w.dial(t, "tcp", w.echo(t))
	must(t, err)
	d := w.damage(t, Spec{Peers: peer, Delay: 50 * time.Millisecond})
	roundTrips(t, c, 5, 5*time.Millisecond)
	must(t, d.Remove())
	must(t, d.Remove()) // a second time is harmless
	if got := quantile(roundTrips(t, c, 50, 5*time.Millisecond), 0.5); got > 5*time.Millisecond {
		t.Errorf("took %s", got)
	}
	if _, err := d.Report(); err == nil {
		t.Error("a removed damage still reports")
	}
}
