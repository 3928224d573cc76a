package packet

import (
	"errors"
	"io"
	"math"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// datagrams sends n numbered datagrams from one namespace to the other and returns how often each arrived.
func datagrams(t *testing.T, w *wire, n int, out bool) []int {
	t.Helper()
	from, to, addr := w.near, w.far, farIP
	if !out {
		from, to, addr = w.far, w.near, nearIP
	}
	var sink net.PacketConn
	var err error
	in(t, to, func() { sink, err = net.ListenPacket("udp", addr+":0") })
	must(t, err)
	defer sink.Close()
	// What a full buffer loses must not count as damage.
	raw, err := sink.(*net.UDPConn).SyscallConn()
	must(t, err)
	must(t, raw.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 16<<20)
	}))
	must(t, err)
	var source net.Conn
	in(t, from, func() { source, err = net.Dial("udp", sink.LocalAddr().String()) })
	must(t, err)
	defer source.Close()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for i := range n {
			_, _ = source.Write([]byte{byte(i >> 8), byte(i), 'p', 'a', 'y', 'l', 'o', 'a', 'd'})
			if i%50 == 49 {
				time.Sleep(time.Millisecond) // not faster than the sink reads
			}
		}
	}()
	arrived := make([]int, n)
	b := make([]byte, 100)
	for {
		must(t, sink.SetReadDeadline(time.Now().Add(300*time.Millisecond)))
		size, _, err := sink.ReadFrom(b)
		if err != nil {
			select {
			case <-sent:
				return arrived // and 300 ms after it nothing more came
			default:
				continue // a busy machine has not let the source go on
			}
		}
		if string(b[2:size]) != "payload" {
			t.Errorf("got %q", b[:size])
		}
		arrived[int(b[0])<<8|int(b[1])]++
	}
}

func count(arrived []int, times int) (n int) {
	for _, a := range arrived {
		if a == times {
			n++
		}
	}
	return n
}

// within demands a share that a fair draw misses once in some ten thousand tries.
func within(t *testing.T, what string, got, n int, p float64) {
	t.Helper()
	if want, sigma := p*float64(n), math.Sqrt(p*(1-p)*float64(n)); math.Abs(float64(got)-want) > 4*sigma {
		t.Errorf("%s: %d of %d, want %.0f ± %.0f", what, got, n, want, 4*sigma)
	}
	t.Logf("%s: %d of %d", what, got, n)
}

func TestLossIsWithinTheBinomialInterval(t *testing.T) {
	w := newWire(t)
	const n = 4000
	for _, way := range []Direction{Out, In} {
		if got := count(datagrams(t, w, n, way == Out), 1); got != n {
			t.Fatalf("%s: %d of %d arrive undamaged", way, got, n)
		}
		for _, p := range []float64{0.05, 0.2} {
			d := w.damage(t, Spec{Direction: way, Peers: peer, Loss: p})
			within(t, string(way)+" lost", count(datagrams(t, w, n, way == Out), 0), n, p)
			if r, err := d.Report(); err != nil || r.Seen != n || r.Matched != n {
				t.Errorf("%+v, %v", r, err)
			}
			must(t, d.Remove())
		}
	}
}

func TestACorruptedPacketIsCaughtByItsChecksum(t *testing.T) {
	w := newWire(t)
	for _, way := range []Direction{Out, In} {
		d := w.damage(t, Spec{Direction: way, Peers: peer, Corrupt: 0.2})
		within(t, string(way)+" corrupted", count(datagrams(t, w, 2000, way == Out), 0), 2000, 0.2)
		must(t, d.Remove())
	}
}

func TestDuplicatesArriveTwice(t *testing.T) {
	w := newWire(t)
	for _, way := range []Direction{Out, In} {
		for _, s := range []Spec{{Duplicate: 0.1}, {Duplicate: 0.1, Delay: 20 * time.Millisecond}} {
			s.Direction, s.Peers = way, peer
			d := w.damage(t, s)
			arrived := datagrams(t, w, 2000, way == Out)
			within(t, string(way)+" twice", count(arrived, 2), 2000, 0.1)
			if n := count(arrived, 0); n > 0 {
				t.Errorf("%d were lost", n)
			}
			must(t, d.Remove())
		}
	}
}

func TestARateBoundsTheThroughput(t *testing.T) {
	w := newWire(t)
	for _, way := range []Direction{Out, In} {
		c, err := w.dial(t, "tcp", w.echo(t))
		must(t, err)
		d := w.damage(t, Spec{Direction: way, Peers: peer, Rate: 8_000_000})
		const size = 1_000_000
		start := time.Now()
		go func() { _, _ = c.Write(make([]byte, size)) }()
		_, err = io.ReadFull(c, make([]byte, size))
		must(t, err)
		if took := time.Since(start); took < 950*time.Millisecond || took > 10*time.Second {
			t.Errorf("%s: a megabyte at a megabyte a second took %s", way, took)
		}
		must(t, d.Remove())
	}
}

func TestDroppedConnectionsHangAndRejectedOnesFailAtOnce(t *testing.T) {
	w := newWire(t)
	addr := w.echo(t)
	port := []uint16{netip.MustParseAddrPort(addr).Port()}
	for _, c := range []struct {
		spec Spec
		hang bool
		err  error
	}{
		{Spec{Direction: Out, Peers: peer, Drop: true}, true, nil},
		{Spec{Direction: In, PeerPorts: port, Drop: true}, true, nil},
		{Spec{Direction: Out, PeerPorts: port, Reject: "rst"}, false, syscall.ECONNREFUSED},
		{Spec{Direction: Out, PeerPorts: port, Reject: "icmp"}, false, syscall.ECONNREFUSED},
	} {
		d := w.damage(t, c.spec)
		_, err := w.dial(t, "tcp", addr)
		var timeout net.Error
		hung := errors.As(err, &timeout) && timeout.Timeout()
		if err == nil || hung != c.hang || c.err != nil && !errors.Is(err, c.err) {
			t.Errorf("%+v: %v", c.spec, err)
		}
		if r, err := d.Report(); err != nil || r.Matched == 0 {
			t.Errorf("%+v: %+v, %v", c.spec, r, err)
		}
		must(t, d.Remove())
		if _, err := w.dial(t, "tcp", addr); err != nil {
			t.Errorf("%+v: after its removal: %v", c.spec, err)
		}
	}
}

func TestALiveConnectionIsResetAndTheOthersLive(t *testing.T) {
	w := newWire(t)
	first, second := w.echo(t), w.echo(t)
	hit, err := w.dial(t, "tcp", first)
	must(t, err)
	spared, err := w.dial(t, "tcp", second)
	must(t, err)
	roundTrips(t, hit, 1, time.Millisecond)
	d := w.damage(t, Spec{PeerPorts: []uint16{netip.MustParseAddrPort(first).Port()}, ResetLive: true})
	if r, err := d.Report(); err != nil || r.Reset != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	must(t, hit.SetReadDeadline(time.Now().Add(time.Second)))
	if _, err := hit.Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "timeout") {
		t.Errorf("the connection lives: %v", err)
	}
	roundTrips(t, spared, 1, time.Millisecond)
	if _, err := w.dial(t, "tcp", first); err != nil {
		t.Errorf("a new connection: %v", err)
	}
}
