package enginetest

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Fails says what a proxy does to some of the calls that go through it.
type Fails struct {
	Every int  // one call in so many fails; 0: none
	Lose  bool // it reaches the engine, and its answer is lost; otherwise it is answered with 500 and never gets there
	// Match narrows the calls that count, by method and path; nil: all.
	Match func(method, path string) bool
	// Most bounds how many calls fail; 0: no bound.
	Most int
}

// Proxy stands in front of a container engine's socket and has calls fail, every so many, so that a run can be repeated.
type Proxy struct {
	fails Fails

	mu     sync.Mutex
	seen   int
	failed []string
}

// StartProxy starts a proxy in front of an engine's socket and returns its own address. It ends with the test.
func StartProxy(t testing.TB, engine string, f Fails) (host string, p *Proxy) {
	t.Helper()
	socket, ok := strings.CutPrefix(engine, "unix://")
	if !ok {
		t.Skipf("needs an engine at a socket, not at %q", engine)
	}
	dir, err := os.MkdirTemp("", "enginetest-") // a test's own folder may be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	own := filepath.Join(dir, "engine.sock")
	listener, err := net.Listen("unix", own)
	if err != nil {
		t.Fatal(err)
	}
	p = &Proxy{fails: f}
	server := &http.Server{Handler: p.handler(socket)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // it ends when it is closed
	}()
	t.Cleanup(func() {
		server.Close()
		<-ended
	})
	return "unix://" + own, p
}

// Failed lists the calls that failed so far.
func (p *Proxy) Failed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.failed...)
}

// hit says that this call is to fail.
func (p *Proxy) hit(r *http.Request) bool {
	if p.fails.Every == 0 || p.fails.Match != nil && !p.fails.Match(r.Method, r.URL.Path) {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen++
	if p.seen%p.fails.Every != 0 || p.fails.Most > 0 && len(p.failed) >= p.fails.Most {
		return false
	}
	p.failed = append(p.failed, r.Method+" "+r.URL.Path)
	return true
}

func (p *Proxy) handler(socket string) http.Handler {
	through := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "engine"})
	through.Transport = &http.Transport{Dial: func(_, _ string) (net.Conn, error) { return net.Dial("unix", socket) }, DisableCompression: true}
	through.FlushInterval = -1 // what streams is passed on at once
	through.ErrorLog = nil
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.hit(r) {
			through.ServeHTTP(w, r)
			return
		}
		if !p.fails.Lose || r.Header.Get("Upgrade") != "" { // a stream has no answer to lose
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(w, `{"message": "the engine is out of breath"}`)
			return
		}
		through.ServeHTTP(&lost{header: http.Header{}}, r)
		panic(http.ErrAbortHandler) // which ends the connection without an answer
	})
}

// lost takes an answer that nobody will see.
type lost struct{ header http.Header }

func (l *lost) Header() http.Header         { return l.header }
func (l *lost) Write(p []byte) (int, error) { return len(p), nil }
func (l *lost) WriteHeader(int)             {}
func (l *lost) Flush()                      {}
