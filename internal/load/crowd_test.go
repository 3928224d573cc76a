package load

import (
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// visited is a site that notes who comes.
type visited struct {
	*httptest.Server
	shop *standIn

	mu    sync.Mutex
	paths map[string]int
	open  map[net.Conn]bool
	keys  []string // of orders
	agent map[string]int
}

// visit serves a handler, or the shop's stand-in, and notes each request before that does anything.
func visit(t *testing.T, h http.Handler) *visited {
	t.Helper()
	v := &visited{shop: newStandIn(), paths: map[string]int{}, open: map[net.Conn]bool{}, agent: map[string]int{}}
	if h == nil {
		h = v.shop
	}
	v.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.mu.Lock()
		v.paths[r.URL.Path]++
		v.agent[r.UserAgent()]++
		if key := r.Header.Get("Idempotency-Key"); key != "" {
			v.keys = append(v.keys, key)
		}
		v.mu.Unlock()
		h.ServeHTTP(w, r)
	}))
	v.Config.ConnState = func(c net.Conn, s http.ConnState) {
		v.mu.Lock()
		defer v.mu.Unlock()
		if v.open[c] = true; s == http.StateClosed {
			delete(v.open, c)
		}
	}
	v.Start()
	t.Cleanup(v.Close)
	return v
}

func (v *visited) count(path string) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.paths[path]
}

func (v *visited) connections() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.open)
}

func (v *visited) plan(route string, rate float64) Plan {
	p := constantPlan(route, rate, 0)
	p.Target, p.Seed, p.Run = v.URL, 7, "r1"
	return p
}

// until waits for something that must come to be.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

func TestCrowdActsAsTheUsersAndIsCountedApart(t *testing.T) {
	v := visit(t, nil)
	var got samples
	users, err := Start(t.Context(), NewShop(100, 100), v.plan(order, 50), got.add)
	if err != nil {
		t.Fatal(err)
	}
	logins := v.shop.logins.Load()
	p := v.plan(order, 200)
	p.Seed, p.Agent = 8, "a browser"
	crowd, err := StartCrowd(t.Context(), NewShop(100, 100), p, users)
	if err != nil {
		t.Fatal(err)
	}
	until(t, "30 orders of the crowd are answered", func() bool { return crowd.Counts().Statuses["201"] >= 30 })
	crowd.Stop()
	n := crowd.Counts()
	if n.InFlight != 0 || n.Open != 0 || crowd.Driver().Acknowledged() != nil {
		t.Errorf("after its end the crowd has %+v, and %d orders to look up", n, len(crowd.Driver().Acknowledged()))
	}
	done, err := users.Drain(t.Context())
	if err != nil || int(done.Samples) != len(got.all) {
		t.Errorf("drained %+v, %v, with %d samples", done, err, len(got.all))
	}
	if v.shop.logins.Load() != logins {
		t.Errorf("the crowd logged in %d times, though its users were", v.shop.logins.Load()-logins)
	}
	if v.agent["a browser"] == 0 || v.agent["firedrill"] == 0 {
		t.Errorf("they call themselves %v", v.agent)
	}
	slices.Sort(v.keys)
	if len(slices.Compact(v.keys)) < len(got.all)+n.Statuses["201"] {
		t.Error("the crowd's orders go by the keys of the users'")
	}
}

func TestSlowClientsHoldConnectionsAndComeBack(t *testing.T) {
	v := visit(t, nil)
	slow, err := StartSlow(t.Context(), NewShop(100, 100), v.plan(browse, 1), 20, 5*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	until(t, "20 connections stand", func() bool { return slow.Counts().Open == 20 && v.connections() == 20 })
	v.CloseClientConnections()
	until(t, "they are there again", func() bool { n := slow.Counts(); return n.Ended >= 20 && n.Open == 20 && n.Tried >= 40 })
	slow.Stop()
	until(t, "the site has none of them", func() bool { return v.connections() == 0 })
	if n := slow.Counts(); n.Open != 0 || v.count("/products") != 0 {
		t.Errorf("after the end %+v, and %d requests came to their end", n, v.count("/products"))
	}
}

func TestSlowClientsWhoGetNoConnectionSayWhy(t *testing.T) {
	v := visit(t, nil)
	p := v.plan(browse, 1)
	v.Close()
	slow, err := StartSlow(t.Context(), NewShop(100, 100), p, 3, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	until(t, "three are refused", func() bool { return slow.Counts().Failures["refused"] >= 3 })
	slow.Stop()
}
