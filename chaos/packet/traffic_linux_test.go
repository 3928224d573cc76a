package packet

import (
	"encoding/binary"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"
)

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
