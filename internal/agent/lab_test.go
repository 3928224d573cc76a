package agent

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"firedrill/internal/load"
	"firedrill/internal/record"
	"firedrill/stack/shop/workload"
)

func TestStartLoad_RoundTrip(t *testing.T) {
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Replica", "shop-1")
		fmt.Fprint(w, `{"products":[]}`)
	}))
	defer shop.Close()
	a := serve(t.Context(), withShop)
	var got []record.Sample
	first := make(chan struct{}, 1000)
	c, err := Dial(t.Context(), a.conn, func(s []record.Sample) { got = append(got, s...); first <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	plan := load.Plan{
		Target: shop.URL, Arrivals: load.Poisson, Stages: []load.Stage{{Rate: 500}}, Mix: []load.Weight{{Route: workload.Browse, Weight: 1}},
		Timeout: time.Second, MaxInFlight: 100,
	}
	before := time.Now()
	started, err := c.StartLoad(t.Context(), plan)
	if err != nil || started.Start.Before(before.Add(-time.Millisecond)) || started.Start.After(time.Now()) {
		t.Fatalf("started %v, error %v", started, err)
	}
	if _, err := c.StartLoad(t.Context(), plan); err == nil {
		t.Error("a second load was started beside the first")
	}
	<-first
	done, err := c.Drain(t.Context())
	if err != nil || done.Scheduled == 0 || done.Samples != done.Scheduled || int(done.Samples) != len(got) {
		t.Errorf("drained %+v with %d samples here, error %v", done, len(got), err)
	}
	for _, s := range got {
		if s.Class != "" || s.Replica != "shop-1" {
			t.Fatalf("sample %+v", s)
		}
	}
	if _, err := c.Drain(t.Context()); err == nil {
		t.Error("nothing was drained without an error")
	}
	if err := c.Bye(t.Context()); err != nil {
		t.Error(err)
	}
	c.Close()
	<-a.done
}

func TestServe_EndUnderLoadLeavesNothingRunning(t *testing.T) {
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer shop.Close()
	a := serve(t.Context(), withShop)
	c := dial(t, a)
	_, err := c.StartLoad(t.Context(), load.Plan{
		Target: shop.URL, Arrivals: load.Constant, Stages: []load.Stage{{Rate: 100}}, Mix: []load.Weight{{Route: workload.Browse, Weight: 1}},
		Timeout: time.Hour, MaxInFlight: 100,
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if <-a.done; a.err != nil { // goleak finds remaining goroutines
		t.Error(a.err)
	}
}

func TestReady_WaitsForA200(t *testing.T) {
	var tries atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if tries.Add(1) < 4 {
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	defer server.Close()
	a := serve(t.Context(), withShop)
	c := dial(t, a)
	defer func() { c.Close(); <-a.done }()
	got, err := c.Ready(t.Context(), ReadyRequest{URL: server.URL, Within: 10 * time.Second})
	if err != nil || got.Tries != 4 {
		t.Errorf("ready: %+v, error %v", got, err)
	}
	tries.Store(-1_000_000)
	_, err = c.Ready(t.Context(), ReadyRequest{URL: server.URL, Within: 50 * time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), "not ready within 50ms") || !strings.Contains(err.Error(), "502") {
		t.Errorf("the error is %v", err)
	}
}

func TestProbe_ReportsTheResponse(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bad" {
			w.WriteHeader(http.StatusBadGateway)
		}
		fmt.Fprint(w, strings.Repeat("x", 2*probeBody))
	}))
	defer server.Close()
	address := strings.TrimPrefix(server.URL, "http://")
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := gone.Addr().String()
	gone.Close()
	t.Setenv(EnvPostgres, "postgres://u:secret@"+closed+"/shop?sslmode=disable")
	t.Setenv(EnvRedis, "redis://:secret@"+closed+"/0")

	tests := map[string]struct {
		request ProbeRequest
		ok      bool
		class   string
		status  int
		body    int
	}{
		"http":             {ProbeRequest{Kind: "http", Target: server.URL}, true, "", 200, probeBody},
		"http 502":         {ProbeRequest{Kind: "http", Target: server.URL + "/bad"}, false, record.ClassHTTP5Nginx, 502, probeBody},
		"http refused":     {ProbeRequest{Kind: "http", Target: "http://" + closed}, false, record.ClassRefused, 0, 0},
		"tcp":              {ProbeRequest{Kind: "tcp", Target: address}, true, "", 0, 0},
		"tcp refused":      {ProbeRequest{Kind: "tcp", Target: closed}, false, record.ClassRefused, 0, 0},
		"postgres refused": {ProbeRequest{Kind: "postgres"}, false, record.ClassRefused, 0, 0},
		"redis refused":    {ProbeRequest{Kind: "redis"}, false, record.ClassRefused, 0, 0},
	}
	a := serve(t.Context(), withShop)
	c := dial(t, a)
	defer func() { c.Close(); <-a.done }()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.request.Within = 5 * time.Second
			got, err := c.Probe(t.Context(), tt.request)
			if err != nil {
				t.Fatal(err)
			}
			if got.OK != tt.ok || got.Class != tt.class || got.Status != tt.status || len(got.Body) != tt.body {
				t.Errorf("ok %v, class %q, status %d, %d bytes, detail %q", got.OK, got.Class, got.Status, len(got.Body), got.Detail)
			}
			if strings.Contains(got.Detail, "secret") {
				t.Errorf("the detail shows a secret: %q", got.Detail)
			}
		})
	}
	if _, err := c.Probe(t.Context(), ProbeRequest{Kind: "smell"}); err == nil || !strings.Contains(err.Error(), `"smell"`) {
		t.Errorf("an unknown probe gives %v", err)
	}
}

func TestCompare_CountsLostAndDoubledKeys(t *testing.T) {
	writes := []load.Write{{Key: "a"}, {Key: "b"}, {Key: "c"}, {Key: "d"}}
	got := compare(writes, map[string]int{"a": 1, "b": 2, "d": 1, "strange": 3})
	if want := (record.Audit{Acknowledged: 4, Lost: 1, Doubled: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAudit_ReturnsItsFailureAsAResult(t *testing.T) {
	t.Setenv(EnvPostgres, "")
	a := serve(t.Context(), withShop)
	c := dial(t, a)
	defer func() { c.Close(); <-a.done }()
	got, err := c.Audit(t.Context(), AuditRequest{Within: time.Second})
	if err != nil || got.Error == "" || got.Lost != 0 {
		t.Errorf("audit %+v, error %v", got, err)
	}
}

// TestProbe_IsAUserOfTheApp checks what a probe sends, and which of the app's headers it returns.
func TestProbe_IsAUserOfTheApp(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Replica", "shop-2")
		w.Header().Set("Server-Timing", "db;dur=1.5")
		fmt.Fprint(w, r.Method, " ", r.Header.Get("Authorization"), " ", r.Header.Get("Content-Type"))
	}))
	defer server.Close()
	for want, q := range map[string]ProbeRequest{
		"GET  ":                            {},
		"GET Bearer abc ":                  {Token: "abc"},
		"POST  application/json":           {Send: "{}"},
		"POST Bearer abc application/json": {Send: "{}", Token: "abc"},
	} {
		q.Kind, q.Target = "http", server.URL
		got, err := probe(t.Context(), nil, q)
		if err != nil || got.Body != want || got.Replica != "shop-2" || got.Timing != "db;dur=1.5" {
			t.Errorf("got %+v %v, want %q", got, err, want)
		}
	}
}
