package packet

import (
	"net"
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
	// Where TCP holds the sender back, each request waits for those before it, and takes twice the delay and more. A busy
	// machine makes some slower, so the fastest tenth is looked at.
	if p10 := quantile(took, 0.1); p10 < asked || p10 > 2*asked {
		t.Errorf("p10 %s", p10)
	}
}

func TestADelayOfBothWaysIsFeltTwice(t *testing.T) {
	w := newWire(t)
	c, err := w.dial(t, "tcp", w.echo(t))
	must(t, err)
	w.damage(t, Spec{Peers: peer, Delay: 20 * time.Millisecond})
	if least := quantile(roundTrips(t, c, 50, 5*time.Millisecond), 0); least < 40*time.Millisecond || least > 60*time.Millisecond {
		t.Errorf("the fastest round trip took %s, want 40ms", least)
	}
}

func TestRemoveLetsHeldPacketsGoAtOnce(t *testing.T) {
	w := newWire(t)
	var sink net.PacketConn
	var source net.Conn
	var err error
	in(t, w.far, func() { sink, err = net.ListenPacket("udp", farIP+":0") })
	must(t, err)
	defer sink.Close()
	in(t, w.near, func() { source, err = net.Dial("udp", sink.LocalAddr().String()) })
	must(t, err)
	defer source.Close()
	d := w.damage(t, Spec{Direction: Out, Peers: peer, Delay: 30 * time.Second})
	_, err = source.Write([]byte("held")) // a datagram: nobody sends it again
	must(t, err)
	must(t, sink.SetReadDeadline(time.Now().Add(100*time.Millisecond)))
	if n, _, err := sink.ReadFrom(make([]byte, 10)); err == nil {
		t.Fatalf("%d bytes came at once", n)
	}
	must(t, d.Remove())
	must(t, sink.SetReadDeadline(time.Now().Add(20*time.Second)))
	if _, _, err := sink.ReadFrom(make([]byte, 10)); err != nil {
		t.Errorf("it did not come after the removal: %v", err)
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
		if got := quantile(roundTrips(t, spared, 10, 5*time.Millisecond), 0); got >= 50*time.Millisecond {
			t.Errorf("%+v: the fastest of the other took %s", s, got)
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
	if got := quantile(roundTrips(t, c, 50, 5*time.Millisecond), 0); got >= 50*time.Millisecond {
		t.Errorf("the fastest took %s", got)
	}
	if _, err := d.Report(); err == nil {
		t.Error("a removed damage still reports")
	}
}
