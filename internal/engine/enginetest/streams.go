package enginetest

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Streams is a proxy in front of the engine's socket. It can cut or silence the streams to a container; all other
// calls pass.
type Streams struct {
	backend string // path of the engine's socket
	socket  string
	owned   sync.WaitGroup

	mu   sync.Mutex
	open map[*spliced]bool // upgraded connections, for example attachments
	all  map[net.Conn]bool
}

// spliced is one stream between the client and the engine.
type spliced struct {
	path           string
	client, engine net.Conn
	silent         bool
}

// OpenStreams starts the proxy in front of an engine's socket, for one test. It does not open an engine:
// testcontainers uses the first engine opened in a process, and that engine may have to be the proxy.
func OpenStreams(t testing.TB, engine string) *Streams {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a container engine")
	}
	path, ok := strings.CutPrefix(engine, "unix://")
	if !ok {
		t.Skipf("needs an engine at a socket, not at %q", engine)
	}
	dir, err := os.MkdirTemp("", "firedrill-proxy-") // the path of t.TempDir may be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	p := &Streams{backend: path, socket: filepath.Join(dir, "engine.sock"), open: map[*spliced]bool{}, all: map[net.Conn]bool{}}
	listener, err := net.Listen("unix", p.socket)
	if err != nil {
		t.Fatal(err)
	}
	p.owned.Go(func() { p.accept(listener) })
	t.Cleanup(func() {
		listener.Close()
		p.mu.Lock()
		for c := range p.all {
			c.Close()
		}
		p.mu.Unlock()
		p.owned.Wait()
		os.RemoveAll(dir)
	})
	return p
}

// Host returns the proxy's address.
func (p *Streams) Host() string { return "unix://" + p.socket }

// Cut breaks the streams to a container, found by a part of its ID, and returns how many there were.
func (p *Streams) Cut(container string) int {
	return p.each(container, func(s *spliced) { s.client.Close(); s.engine.Close() })
}

// Silence drops all further data on the streams to a container without closing them, and returns how many there were.
func (p *Streams) Silence(container string) int {
	return p.each(container, func(s *spliced) { s.silent = true })
}

func (p *Streams) each(container string, do func(*spliced)) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for s := range p.open {
		if strings.Contains(s.path, container) && strings.HasSuffix(s.path, "/attach") {
			do(s)
			n++
		}
	}
	return n
}

func (p *Streams) accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		p.owned.Go(func() { p.serve(c) })
	}
}

func (p *Streams) keep(c net.Conn) func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all[c] = true
	return func() {
		c.Close()
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.all, c)
	}
}

// serve forwards the requests of one connection, one after the other.
func (p *Streams) serve(client net.Conn) {
	defer p.keep(client)()
	backend, err := net.Dial("unix", p.backend)
	if err != nil {
		return
	}
	defer p.keep(backend)()
	fromClient, fromEngine := bufio.NewReader(client), bufio.NewReader(backend)
	for {
		q, err := http.ReadRequest(fromClient)
		if err != nil || q.Write(backend) != nil {
			return
		}
		r, err := http.ReadResponse(fromEngine, q)
		if err != nil {
			return
		}
		upgraded := r.StatusCode == http.StatusSwitchingProtocols
		if r.Write(client) != nil || r.Close && !upgraded {
			return
		}
		if upgraded {
			p.splice(&spliced{path: q.URL.Path, client: client, engine: backend}, fromClient, fromEngine)
			return
		}
	}
}

// splice copies in both directions until both have ended.
func (p *Streams) splice(s *spliced, fromClient, fromEngine io.Reader) {
	p.mu.Lock()
	p.open[s] = true
	p.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { p.copy(s, s.engine, fromClient) })
	both.Go(func() { p.copy(s, s.client, fromEngine) })
	both.Wait()
	p.mu.Lock()
	delete(p.open, s)
	p.mu.Unlock()
}

func (p *Streams) copy(s *spliced, to net.Conn, from io.Reader) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		p.mu.Lock()
		silent := s.silent
		p.mu.Unlock()
		if !silent && n > 0 {
			if _, werr := to.Write(buf[:n]); werr != nil {
				err = werr
			}
		}
		if err != nil {
			if half, ok := to.(interface{ CloseWrite() error }); ok {
				_ = half.CloseWrite()
			}
			return
		}
	}
}
