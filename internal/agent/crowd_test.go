package agent

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/internal/load"
	"firedrill/stack/shop/workload"
)

func TestACrowdTakesNoMoreThanTheBoundsLeave(t *testing.T) {
	const half = chaos.CrowdOpen / 2
	for _, c := range []struct {
		what  string
		p     chaos.Pressure
		users float64
		taken share
		want  share
		err   string
	}{
		{"a rate", chaos.Pressure{Act: chaos.ActVisit, Rate: 100, Times: 10}, 0, share{}, share{100, half}, ""},
		{"a multiple", chaos.Pressure{Act: chaos.ActVisit, Times: 5}, 100, share{}, share{500, half}, ""},
		{"a multiple beyond the bound", chaos.Pressure{Act: chaos.ActVisit, Times: 50}, 100, share{}, share{chaos.CrowdRate, half}, ""},
		{"what others left", chaos.Pressure{Act: chaos.ActVisit, Times: 50}, 100, share{1500, chaos.CrowdOpen - 7}, share{500, 7}, ""},
		{"nothing is left", chaos.Pressure{Act: chaos.ActRead, Rate: 10}, 0, share{chaos.CrowdRate, 0}, share{}, "other crowds"},
		{"a multiple of nobody", chaos.Pressure{Act: chaos.ActVisit, Times: 5}, 0, share{}, share{}, "no load is running"},
		{"tries of the users", chaos.Pressure{Act: chaos.ActRetry, Tries: 4}, 100, share{}, share{400, half}, ""},
		{"tries of its own users", chaos.Pressure{Act: chaos.ActRetry, Rate: 20, Tries: 4}, 0, share{}, share{100, half}, ""},
		{"bodies", chaos.Pressure{Act: chaos.ActUpload, Rate: 20}, 0, share{}, share{20, uploadsAtOnce}, ""},
		{"connections", chaos.Pressure{Act: chaos.ActHold, Count: 300}, 0, share{}, share{0, 300}, ""},
		{"too many connections", chaos.Pressure{Act: chaos.ActHold, Count: 300}, 0, share{0, 1800}, share{}, "200 are left"},
	} {
		got, err := fit(c.p, c.users, c.taken)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: got %+v, %v, want an error with %q", c.what, got, err, c.err)
			}
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("%s: got %+v, %v, want %+v", c.what, got, err, c.want)
		}
	}
}

// site is a shop that counts its visitors and their connections.
type site struct {
	*httptest.Server
	mu    sync.Mutex
	paths map[string]int
	open  map[net.Conn]bool
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{paths: map[string]int{}, open: map[net.Conn]bool{}}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.paths[r.Method+" "+r.URL.Path]++
		s.mu.Unlock()
		w.Header().Set("Server-Timing", "app;dur=1, db;dur=2")
		switch r.URL.Path {
		case "/login":
			fmt.Fprint(w, `{"token":"t"}`)
		case "/products/0":
			w.WriteHeader(http.StatusBadRequest)
		default:
			fmt.Fprint(w, `{"id":1}`)
		}
	}))
	s.Config.ConnState = func(c net.Conn, state http.ConnState) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open[c] = true; state == http.StateClosed {
			delete(s.open, c)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func (s *site) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

func (s *site) asked(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.paths[what]
}

// await waits for something that must come to be.
func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

// crowdTest is an agent that plays crowds at a site.
type crowdTest struct {
	*testing.T
	c    *Client
	site *site
}

func (t crowdTest) press(id string, p chaos.Pressure) error {
	return t.c.Call(t.Context(), OpPress, PressRequest{ID: id, Pressure: p, Site: Site{URL: t.site.URL}}, nil)
}

func (t crowdTest) pressing(id string) chaos.Pressed {
	t.Helper()
	p, err := call[chaos.Pressed](t.Context(), t.c, OpPressing, PressingRequest{ID: id})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEachPressureCanBeSeenAndEnds(t *testing.T) {
	for _, c := range []struct {
		p    chaos.Pressure
		seen func(*site, chaos.Pressed) bool
	}{
		{chaos.Pressure{Act: chaos.ActVisit, Rate: 200}, func(s *site, p chaos.Pressed) bool {
			return p.Asked == 200 && p.Due > 20 && p.Statuses["200"] > 10 && s.asked("POST /orders") > 0
		}},
		{chaos.Pressure{Act: chaos.ActRead, Rate: 200}, func(s *site, p chaos.Pressed) bool {
			return p.Worked > 10 && p.Worked == p.Statuses["200"] && s.asked("GET /products") > 10
		}},
		{chaos.Pressure{Act: chaos.ActUpload, Rate: 50, Bytes: 100_000}, func(s *site, p chaos.Pressed) bool { return s.asked("POST /login") > 5 }},
		{chaos.Pressure{Act: chaos.ActConnect, Rate: 100}, func(s *site, p chaos.Pressed) bool { return p.Statuses["200"] > 10 }},
		{chaos.Pressure{Act: chaos.ActHold, Count: 30, Every: 10 * time.Millisecond}, func(s *site, p chaos.Pressed) bool { return p.Open == 30 }},
		{chaos.Pressure{Act: chaos.ActRetry, Rate: 20, Tries: 3, Patience: 5 * time.Second}, func(s *site, p chaos.Pressed) bool {
			return p.Proof == 3 && s.asked("GET /products/0") == 3
		}},
	} {
		t.Run(c.p.Act, func(t *testing.T) {
			a := serve(t.Context(), withShop)
			ct := crowdTest{t, dial(t, a), newSite(t)}
			defer func() { ct.c.Close(); <-a.done }()
			if err := ct.press("p", c.p); err != nil {
				t.Fatal(err)
			}
			await(t, "it is seen", func() bool { return c.seen(ct.site, ct.pressing("p")) })
			if err := ct.c.Call(t.Context(), OpEase, PressingRequest{ID: "p"}, nil); err != nil {
				t.Fatal(err)
			}
			await(t, "no connection is left", func() bool { return ct.site.connections() == 0 })
			if p := ct.pressing("p"); p.There {
				t.Errorf("it is there after its end: %+v", p)
			}
			if err := ct.c.Call(t.Context(), OpEase, PressingRequest{ID: "p"}, nil); err != nil {
				t.Errorf("ended a second time: %v", err)
			}
		})
	}
}

func TestACrowdEndsWithItsAgent(t *testing.T) {
	a := serve(t.Context(), withShop)
	ct := crowdTest{t, dial(t, a), newSite(t)}
	for id, p := range map[string]chaos.Pressure{
		"a": {Act: chaos.ActVisit, Rate: 100}, "b": {Act: chaos.ActHold, Count: 20, Every: time.Second},
	} {
		if err := ct.press(id, p); err != nil {
			t.Fatal(err)
		}
	}
	await(t, "both are there", func() bool { return ct.pressing("a").Statuses["200"] > 0 && ct.pressing("b").Open == 20 })
	ct.c.Close()
	if <-a.done; a.err != nil {
		t.Error(a.err)
	}
	await(t, "no connection is left", func() bool { return ct.site.connections() == 0 })
}

func TestACrowdGoesByTheLoadThatRuns(t *testing.T) {
	a := serve(t.Context(), withShop)
	ct := crowdTest{t, dial(t, a), newSite(t)}
	defer func() { ct.c.Close(); <-a.done }()
	if err := ct.press("p", chaos.Pressure{Act: chaos.ActVisit, Times: 4}); err == nil || !strings.Contains(err.Error(), "no load is running") {
		t.Errorf("without a load: %v", err)
	}
	_, err := ct.c.StartLoad(t.Context(), load.Plan{
		Target: ct.site.URL, Arrivals: load.Constant, Stages: []load.Stage{{Rate: 25}}, Mix: []load.Weight{{Route: workload.Browse, Weight: 1}},
		Timeout: time.Second, MaxInFlight: 100,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := ct.press("p", chaos.Pressure{Act: chaos.ActVisit, Times: 4}); err != nil {
		t.Fatal(err)
	}
	await(t, "it makes visits", func() bool { return ct.pressing("p").Statuses["200"] > 10 })
	if p := ct.pressing("p"); p.Users != 25 || p.Asked != 100 || ct.site.asked("POST /login") > 0 {
		t.Errorf("got %+v, and %d logins for a mix without", p, ct.site.asked("POST /login"))
	}
	if err := ct.press("p", chaos.Pressure{Act: chaos.ActRead, Rate: 10}); err == nil {
		t.Error("one id names two pressures")
	}
	if err := ct.press("q", chaos.Pressure{Act: chaos.ActRetry, Tries: 2, Patience: time.Second}); err != nil {
		t.Fatal(err)
	}
	await(t, "the load's users try again", func() bool { return ct.pressing("q").Proof == 2 })
	if done, err := ct.c.Drain(t.Context()); err != nil || done.Samples != done.Scheduled {
		t.Errorf("drained %+v, %v", done, err)
	}
}
