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

// Fails selects the calls through a proxy that fail, and how they fail.
type Fails struct {
	Every int  // one in Every calls fails; 0: none
	Lose  bool // forward the call to the engine and drop the answer; otherwise answer 500 without forwarding
	// Match selects the calls that count, by method and path; nil: all.
	Match func(method, path string) bool
	// Most is the maximum number of failed calls; 0: no maximum.
	Most int
}

// Proxy stands in front of a container engine's socket and makes every Nth call fail, so that a run is repeatable.
type Proxy struct {
	fails Fails

	mu      sync.Mutex
	counted int
	failed  []string
}

// StartProxy starts a proxy in front of an engine's socket and returns the proxy's address. It ends with the test.
func StartProxy(t testing.TB, engine string, f Fails) (host string, p *Proxy) {
	t.Helper()
	socket, ok := strings.CutPrefix(engine, "unix://")
	if !ok {
		t.Skipf("needs an engine at a socket, not at %q", engine)
	}
	dir, err := os.MkdirTemp("", "enginetest-") // the path of t.TempDir may be too long for a socket
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
		_ = server.Serve(listener) // returns when the server is closed
	}()
	t.Cleanup(func() {
		server.Close()
		<-ended
	})
	return "unix://" + own, p
}

// Failed lists the calls that have failed so far.
func (p *Proxy) Failed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.failed...)
}

// hit counts a call and reports whether it must fail.
func (p *Proxy) hit(r *http.Request) bool {
	if p.fails.Every == 0 || p.fails.Match != nil && !p.fails.Match(r.Method, r.URL.Path) {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counted++
	if p.counted%p.fails.Every != 0 || p.fails.Most > 0 && len(p.failed) >= p.fails.Most {
		return false
	}
	p.failed = append(p.failed, r.Method+" "+r.URL.Path)
	return true
}

func (p *Proxy) handler(socket string) http.Handler {
	through := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "engine"})
	through.Transport = &http.Transport{Dial: func(_, _ string) (net.Conn, error) { return net.Dial("unix", socket) }, DisableCompression: true}
	through.FlushInterval = -1 // pass streamed data on at once
	through.ErrorLog = nil
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.hit(r) {
			through.ServeHTTP(w, r)
			return
		}
		if !p.fails.Lose || r.Header.Get("Upgrade") != "" { // a stream has no single answer to drop
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(w, `{"message": "the engine is out of breath"}`)
			return
		}
		through.ServeHTTP(&lost{header: http.Header{}}, r)
		panic(http.ErrAbortHandler) // ends the connection without an answer
	})
}

// lost is a response writer that discards the answer.
type lost struct{ header http.Header }

func (l *lost) Header() http.Header         { return l.header }
func (l *lost) Write(p []byte) (int, error) { return len(p), nil }
func (l *lost) WriteHeader(int)             {}
func (l *lost) Flush()                      {}
