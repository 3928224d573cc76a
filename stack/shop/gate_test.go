package shop

import (
	"net"
	"sync"
	"testing"
)

// gate is a TCP proxy between the shop and a backend that simulates a stopped or paused container.
type gate struct {
	t       *testing.T
	backend string
	addr    string

	mu       sync.Mutex
	thawed   *sync.Cond
	frozen   bool
	held     int // connections and requests that arrived while it was frozen
	now      int // a counter that gives connections an age
	stuck    int // connections older than this stay frozen
	listener net.Listener
	conns    map[net.Conn]bool
	running  sync.WaitGroup
}

func newGate(t *testing.T, backend string) *gate { return newGateAt(t, backend, "127.0.0.1:0") }

func newGateAt(t *testing.T, backend, addr string) *gate {
	g := &gate{t: t, backend: backend, addr: addr, conns: map[net.Conn]bool{}}
	g.thawed = sync.NewCond(&g.mu)
	g.open()
	t.Cleanup(func() { g.stop(); g.running.Wait() })
	return g
}

// open lets all traffic pass, after stop or freeze.
func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.frozen, g.stuck = false, 0
	g.thawed.Broadcast()
	if g.listener != nil {
		return
	}
	l, err := net.Listen("tcp", g.addr)
	if err != nil {
		g.t.Fatal(err)
	}
	g.listener, g.addr = l, l.Addr().String()
	g.running.Go(func() { g.accept(l) })
}

// stop closes every connection and refuses new ones.
func (g *gate) stop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.frozen, g.stuck = false, 0
	g.thawed.Broadcast()
	if g.listener != nil {
		g.listener.Close()
		g.listener = nil
	}
	g.cut()
}

// freeze accepts connections in the kernel but answers nothing.
func (g *gate) freeze() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.frozen, g.held = true, 0
}

// waiting returns the number of connections and requests since it was frozen. None of them was answered.
func (g *gate) waiting() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.held
}

// lose freezes the existing connections for good and lets new ones pass, like a firewall that lost its state.
func (g *gate) lose() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now++
	g.stuck = g.now
}

func (g *gate) cut() {
	for c := range g.conns {
		c.Close()
	}
	clear(g.conns)
}

func (g *gate) accept(l net.Listener) {
	for {
		near, err := l.Accept()
		if err != nil {
			return
		}
		g.running.Go(func() { g.serve(near) })
	}
}

func (g *gate) serve(near net.Conn) {
	g.mu.Lock()
	born := g.now
	g.mu.Unlock()
	g.pass(born)
	far, err := net.Dial("tcp", g.backend)
	if err != nil {
		near.Close()
		return
	}
	g.mu.Lock()
	g.conns[near], g.conns[far] = true, true
	if g.listener == nil {
		g.cut()
	}
	g.mu.Unlock()
	g.running.Go(func() { g.copy(near, far, born) })
	g.copy(far, near, born)
}

// copy copies one direction, and closes both ends when either one ends.
func (g *gate) copy(to, from net.Conn, born int) {
	defer to.Close()
	defer from.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		g.pass(born)
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// pass waits while the gate is frozen for a connection of that age.
func (g *gate) pass(born int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.frozen {
		g.held++
	}
	for g.frozen || born < g.stuck {
		g.thawed.Wait()
	}
}
