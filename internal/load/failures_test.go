package load

import (
	"context"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/topology"
)

// misbehaving listens on loopback and does as told with each connection.
func misbehaving(t *testing.T, with func(*net.TCPConn)) string {
	t.Helper()
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.AcceptTCP()
			if err != nil {
				return
			}
			with(c)
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return "http://" + l.Addr().String()
}

// answering reads a request and answers it with these bytes, whatever they are.
func answering(bytes string) func(*net.TCPConn) {
	return func(c *net.TCPConn) {
		_, _ = c.Read(make([]byte, 4096))
		fmt.Fprint(c, bytes)
		c.Close()
	}
}

func resetting(c *net.TCPConn) {
	_, _ = c.Read(make([]byte, 4096))
	_ = c.SetLinger(0)
	c.Close()
}

func serving(t *testing.T, h http.HandlerFunc) string {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func closedPort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	return "http://" + l.Addr().String()
}

// one drives the few first arrivals of a plan for the target and returns the last sample.
func one(t *testing.T, p Plan) record.Sample {
	t.Helper()
	var got samples
	d, err := Start(t.Context(), NewShop(100, 100), p, got.add)
	if err != nil {
		t.Fatal(err)
	}
	<-d.done
	if _, err := d.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	return got.all[len(got.all)-1]
}

func onePlan(target string) Plan {
	p := constantPlan(browse, 100, 10*time.Millisecond)
	p.Target = target
	return p
}

func TestRealFailuresAreClassed(t *testing.T) {
	tests := map[string]struct {
		target string
		class  string
		status int
		source string
		at     string
	}{
		"closed port":       {closedPort(t), record.ClassRefused, 0, "", topology.HopConnect},
		"unknown host":      {"http://no-such-host.invalid:80", record.ClassDNS, 0, "", topology.HopDNS},
		"reset":             {misbehaving(t, resetting), record.ClassReset, 0, "", ""},
		"closed unanswered": {misbehaving(t, answering("")), record.ClassReset, 0, "", ""},
		"no answer":         {serving(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), record.ClassTimeout, 0, "", ""},
		"no http":           {misbehaving(t, answering("SSH-2.0-x\r\n")), record.ClassBadBody, 0, "", topology.HopResponse},
		"half a head":       {misbehaving(t, answering("HTTP/1.1 200 OK\r\nContent-")), record.ClassBadBody, 0, "", topology.HopResponse},
		"half a body":       {misbehaving(t, answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a")), record.ClassBadBody, 200, "nginx", topology.HopResponse},
		"no json":           {serving(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }), record.ClassBadBody, 200, "nginx", topology.HopResponse},
		"bad gateway":       {serving(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }), record.ClassHTTP5Nginx, 502, "nginx", ""},
		"the app fails": {serving(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Replica", "shop-1")
			w.Header().Set("X-Failed-At", "database")
			w.WriteHeader(http.StatusInternalServerError)
		}), record.ClassHTTP5App, 500, "app", topology.HopDatabase},
		"too many requests": {serving(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }), record.ClassHTTP4, 429, "nginx", ""},
		"moved":             {serving(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }), record.ClassOther, 302, "nginx", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := onePlan(tt.target)
			p.Timeout = 2 * time.Second
			if tt.class == record.ClassTimeout {
				p.Timeout = 50 * time.Millisecond
			}
			s := one(t, p)
			if s.Class != tt.class || s.Status != tt.status || s.Source != tt.source {
				t.Errorf("class %q, status %d, source %q; want %q, %d, %q", s.Class, s.Status, s.Source, tt.class, tt.status, tt.source)
			}
			if s.FailedAt != tt.at {
				t.Errorf("failed at %q, want %q", s.FailedAt, tt.at)
			}
			if s.Done < s.Sent || s.Sent < s.Due {
				t.Errorf("the times run backwards: %+v", s)
			}
		})
	}
}

func TestCertificatesAreChecked(t *testing.T) {
	server := httptest.NewTLSServer(newStandIn())
	defer server.Close()
	other := otherCA(t)
	right := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	tests := map[string]struct{ target, ca, class string }{
		"right ca":   {server.URL, right, ""},
		"wrong ca":   {server.URL, other, record.ClassTLS},
		"wrong name": {strings.Replace(server.URL, "127.0.0.1", "localhost", 1), right, record.ClassTLS},
		"no tls":     {"https" + strings.TrimPrefix(serving(t, http.NotFound), "http"), right, record.ClassTLS},
		"reset":      {"https" + strings.TrimPrefix(misbehaving(t, resetting), "http"), right, record.ClassReset},
		"timeout":    {"https" + strings.TrimPrefix(misbehaving(t, func(c *net.TCPConn) { t.Cleanup(func() { c.Close() }) }), "http"), right, record.ClassTimeout},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := onePlan(tt.target)
			p.CA, p.Timeout = tt.ca, 2*time.Second
			if tt.class == record.ClassTimeout {
				p.Timeout = 50 * time.Millisecond
			}
			s := one(t, p)
			if (s.FailedAt == topology.HopTLS) != (tt.class != "") {
				t.Errorf("failed at %q", s.FailedAt)
			}
			if s.Class != tt.class || s.TLS == record.Absent || s.Connect == record.Absent {
				t.Errorf("sample %+v, want class %q and how long the steps took", s, tt.class)
			}
		})
	}
}

func TestResetOfKeptConnectionIsSeenAndNotRetried(t *testing.T) {
	requests := 0
	target := misbehaving(t, func(c *net.TCPConn) {
		for range 2 {
			_, _ = c.Read(make([]byte, 4096))
			if requests++; requests == 2 {
				break
			}
			fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		}
		_ = c.SetLinger(0)
		c.Close()
	})
	p := onePlan(target)
	p.Stages[0].For = 20 * time.Millisecond
	if s := one(t, p); s.Seq != 1 || s.Class != record.ClassReset || s.Connect != record.Absent {
		t.Errorf("the second request on the connection reads %+v", s)
	}
}

func TestConnectionThatEndedWhileIdleIsNotUsed(t *testing.T) {
	target := misbehaving(t, func(c *net.TCPConn) {
		_, _ = c.Read(make([]byte, 4096))
		fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		c.Close()
	})
	p := onePlan(target)
	p.Stages[0].For = 20 * time.Millisecond
	if s := one(t, p); s.Seq != 1 || s.Class != "" || s.Connect == record.Absent {
		t.Errorf("the second request reads %+v", s)
	}
}

func TestDrainCutsWhatIsInFlightWhenItsContextEnds(t *testing.T) {
	arrived := make(chan struct{}, 100)
	target := serving(t, func(_ http.ResponseWriter, r *http.Request) { arrived <- struct{}{}; <-r.Context().Done() })
	p := onePlan(target)
	p.Stages, p.Timeout = []Stage{{Rate: 100}}, time.Hour
	var got samples
	d, err := Start(t.Context(), NewShop(100, 100), p, got.add)
	if err != nil {
		t.Fatal(err)
	}
	<-arrived
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	done, err := d.Drain(ctx)
	if err == nil || done.Scheduled == 0 || done.Samples != done.Scheduled {
		t.Errorf("drained %+v with error %v", done, err)
	}
}

func TestStartSaysWhoCouldNotLogIn(t *testing.T) {
	p := onePlan(closedPort(t))
	p.Mix = []Weight{{order, 1}}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := Start(ctx, NewShop(100, 100), p, func([]record.Sample) {})
	if err == nil || !strings.Contains(err.Error(), `log in "user000`) || ErrorClass(err) != record.ClassRefused {
		t.Errorf("the error is %v", err)
	}
}
