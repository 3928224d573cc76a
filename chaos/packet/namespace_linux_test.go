package packet

import (
	"encoding/binary"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

const nearIP, farIP = "10.77.0.1", "10.77.0.2"

// wire is two network namespaces with a link between them; the near one is damaged.
type wire struct{ near, far netns.NsHandle }

// newWire makes one, where the test may.
func newWire(t *testing.T) *wire {
	t.Helper()
	w := &wire{}
	var err error
	onThread(func() {
		if w.near, err = netns.New(); err != nil {
			return
		}
		if w.far, err = netns.New(); err != nil {
			return
		}
		err = w.connect()
	})
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("no network namespaces here: %v", err)
	}
	must(t, err)
	t.Cleanup(func() { w.near.Close(); w.far.Close() })
	return w
}

func (w *wire) connect() error {
	near, err := netlink.NewHandleAt(w.near)
	if err != nil {
		return err
	}
	defer near.Close()
	far, err := netlink.NewHandleAt(w.far)
	if err != nil {
		return err
	}
	defer far.Close()
	veth := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "near"}, PeerName: "far", PeerNamespace: netlink.NsFd(w.far)}
	if err := near.LinkAdd(veth); err != nil {
		return err
	}
	for _, end := range []struct {
		h          *netlink.Handle
		name, addr string
	}{{near, "lo", ""}, {far, "lo", ""}, {near, "near", nearIP + "/24"}, {far, "far", farIP + "/24"}} {
		link, err := end.h.LinkByName(end.name)
		if err != nil {
			return err
		}
		if end.addr != "" {
			addr, err := netlink.ParseAddr(end.addr)
			if err != nil {
				return err
			}
			if err := end.h.AddrAdd(link, addr); err != nil {
				return err
			}
		}
		if err := end.h.LinkSetUp(link); err != nil {
			return err
		}
	}
	return nil
}

// onThread runs f on a thread that is not used again, since f may move it into another namespace.
func onThread(f func()) {
	var wg sync.WaitGroup
	wg.Go(func() {
		runtime.LockOSThread()
		f()
	})
	wg.Wait()
}

// in runs f in a namespace.
func in(t *testing.T, ns netns.NsHandle, f func()) {
	t.Helper()
	var err error
	onThread(func() {
		if err = netns.Set(ns); err == nil {
			f()
		}
	})
	must(t, err)
}

// damage begins a damage in the near namespace, and ends it with the test.
func (w *wire) damage(t *testing.T, s Spec) Damage {
	t.Helper()
	var d Damage
	var err error
	in(t, w.near, func() { d, err = NFQueue{}.Apply("test", s, 1) })
	must(t, err)
	t.Cleanup(func() { must(t, d.Remove()) })
	return d
}

// echo serves a port of the far namespace until the test ends, and gives back what it gets.
func (w *wire) echo(t *testing.T) string {
	t.Helper()
	var l net.Listener
	var err error
	in(t, w.far, func() { l, err = net.Listen("tcp", farIP+":0") })
	must(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_, _ = io.Copy(c, c)
			}()
		}
	}()
	return l.Addr().String()
}

// dial connects from the near namespace.
func (w *wire) dial(t *testing.T, network, addr string) (net.Conn, error) {
	t.Helper()
	var c net.Conn
	var err error
	in(t, w.near, func() { c, err = net.DialTimeout(network, addr, 2*time.Second) })
	if err == nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

// pool opens that many connections from the near namespace.
func (w *wire) pool(t *testing.T, addr string, n int) []net.Conn {
	t.Helper()
	pool := make([]net.Conn, n)
	for i := range pool {
		c, err := w.dial(t, "tcp", addr)
		must(t, err)
		pool[i] = c
	}
	return pool
}

// exchanges sends a request every so often, each over the next connection of a pool, which carries one at a time, and
// returns how long each took.
func exchanges(t *testing.T, pool []net.Conn, n int, every time.Duration) []time.Duration {
	t.Helper()
	took := make([]time.Duration, n)
	var wg sync.WaitGroup
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	for i := range n {
		<-ticks.C
		wg.Go(func() {
			c, b, start := pool[i%len(pool)], make([]byte, 64), time.Now()
			if _, err := c.Write(b); err != nil {
				t.Errorf("write: %v", err)
				return
			}
			if _, err := io.ReadFull(c, b); err != nil {
				t.Errorf("read: %v", err)
			}
			took[i] = time.Since(start)
		})
	}
	wg.Wait()
	slices.Sort(took)
	return took
}

// roundTrips sends a message every so often over one connection that is open already, whether or not earlier ones came
// back, and returns how long each took.
func roundTrips(t *testing.T, c net.Conn, n int, every time.Duration) []time.Duration {
	t.Helper()
	start := time.Now()
	took := make([]time.Duration, 0, n)
	var wg sync.WaitGroup
	wg.Go(func() {
		b := make([]byte, 64)
		for range n {
			if _, err := io.ReadFull(c, b); err != nil {
				t.Errorf("read: %v", err)
				return
			}
			took = append(took, time.Since(start)-time.Duration(binary.LittleEndian.Uint64(b)))
		}
	})
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	for range n {
		<-ticks.C
		b := make([]byte, 64)
		binary.LittleEndian.PutUint64(b, uint64(time.Since(start)))
		if _, err := c.Write(b); err != nil {
			t.Fatalf("write: %v", err)
		}
	}
	wg.Wait()
	slices.Sort(took)
	return took
}

func quantile(sorted []time.Duration, q float64) time.Duration {
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
