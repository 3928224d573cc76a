package shop

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"
)

// fragile and hardened are the settings of the two labs, with shorter timeouts.
var (
	fragile  = []string{"DB_TIMEOUT=1s", "DB_CONNECT_TIMEOUT=1s", "DB_POOL=4", "CACHE_TIMEOUT=700ms"}
	hardened = []string{"DB_TIMEOUT=500ms", "DB_CONNECT_TIMEOUT=300ms", "DB_POOL=16", "CACHE_TIMEOUT=50ms", "CACHE_POOL=32", "RETRIES=1", "STALE_ON_ERROR=on",
		"CACHE_OPTIONAL=on", "CACHE_WARM=on", "BREAKER=on", "SINGLE_FLIGHT=on", "LOCAL_CACHE=6000", "SHED_LIMIT=256"}
)

// gated is a shop over real backends, with a gate in front of each.
type gated struct {
	*shop
	http.Handler
	db, cache *gate
}

func openGated(t *testing.T, knobs []string) gated {
	t.Helper()
	real := realBackends(t)
	g := gated{db: newGate(t, real.postgres.Host), cache: newGate(t, real.redis.Addr)}
	password, _ := real.postgres.User.Password()
	g.shop = open(t, with(knobs, "DB_HOST=127.0.0.1", "DB_PORT="+g.db.addr[len("127.0.0.1:"):], "DB_NAME="+real.postgres.Path[1:],
		"DB_USER="+real.postgres.User.Username(), "DB_PASSWORD="+password, "CACHE_ADDR="+g.cache.addr, "CACHE_PASSWORD="+real.redis.Password, "JWT_SECRET=key")...)
	g.Handler = g.routes()
	g.recovers(t, "before the outage")
	return g
}

// recovers waits until the whole shop works: a route that needs the database, one that needs the cache, and the
// breakers.
func (g gated) recovers(t *testing.T, when string) {
	t.Helper()
	token, _ := g.tokens.issue(1, time.Now())
	for deadline := time.Now().Add(time.Minute); ; {
		db := ask(g, "GET", "/profile", "", "Authorization", "Bearer "+token)
		cache := ask(g, "GET", "/products/4999", "")
		if db.Code == 200 && cache.Header().Get("X-Cache") == fromCache && ask(g, "GET", "/readyz", "").Code == 200 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: %d %s, %d from %q", when, db.Code, db.Body, cache.Code, cache.Header().Get("X-Cache"))
		}
	}
}

// outages are those of the four drills of level 1.
var outages = map[string]struct{ begin, end func(gated) }{
	"postgres stopped": {func(g gated) { g.db.stop() }, func(g gated) { g.db.open() }},
	"postgres paused":  {func(g gated) { g.db.freeze() }, func(g gated) { g.db.open() }},
	"redis stopped":    {func(g gated) { g.cache.stop() }, func(g gated) { g.cache.open() }},
	"redis paused":     {func(g gated) { g.cache.freeze() }, func(g gated) { g.cache.open() }},
}

func TestShop_HardenedReadsSurviveOutages(t *testing.T) {
	for name, outage := range outages {
		t.Run(name, func(t *testing.T) {
			g := openGated(t, with(hardened, "CACHE_TTL=200ms"))
			g.background.Wait() // until the cache is warm
			eventually(t, "the cache goes stale", func() bool { return time.Since(g.started) > time.Second })
			outage.begin(g)
			defer outage.end(g)
			reads(t, g)
			outage.end(g)
			g.recovers(t, "after the outage")
		})
	}
}

// reads sends 2,000 reads as 20 users, with other requests in between. None of the reads may fail, and once the breaker
// is open only a few may wait for a store that does not answer.
func reads(t *testing.T, g gated) {
	token, _ := g.tokens.issue(1, time.Now())
	var users sync.WaitGroup
	for user := range 20 {
		users.Go(func() {
			for i := range 100 {
				path := fmt.Sprintf("/products/%d", 1+(user*100+i)%5000)
				if i%2 == 0 {
					path = fmt.Sprintf("/products?page=%d", 1+(user*100+i)%250)
				}
				if w := ask(g, "GET", path, ""); w.Code != 200 {
					t.Errorf("%s: %d %s", path, w.Code, w.Body)
				}
				if i%10 == 0 {
					ask(g, "GET", "/profile", "", "Authorization", "Bearer "+token)
				}
			}
		})
	}
	users.Wait()
	if waited := g.db.waiting() + g.cache.waiting(); waited > 200 {
		t.Errorf("of 2000 reads, %d waited for a store that does not answer", waited)
	}
}

func TestShop_FragileFailsInEachOutage(t *testing.T) {
	for name, want := range map[string]struct {
		kept, new int           // status of a cached read, and of one that is not cached
		least     time.Duration // minimum duration of the one that is not cached
	}{
		"postgres stopped": {200, 503, 0},
		"postgres paused":  {200, 504, 900 * time.Millisecond},
		"redis stopped":    {503, 503, 0},
		"redis paused":     {504, 504, 600 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			g := openGated(t, fragile)
			if w := ask(g, "GET", "/products/7", ""); w.Code != 200 {
				t.Fatalf("before: %d %s", w.Code, w.Body)
			}
			outages[name].begin(g)
			defer outages[name].end(g)
			if w := ask(g, "GET", "/products/7", ""); w.Code != want.kept {
				t.Errorf("cached: %d %s, want %d", w.Code, w.Body, want.kept)
			}
			begun := time.Now()
			w := ask(g, "GET", "/products/8", "")
			if took := time.Since(begun); w.Code != want.new || took < want.least {
				t.Errorf("not cached: %d %s after %v, want %d after %v", w.Code, w.Body, took, want.new, want.least)
			}
			outages[name].end(g)
			g.recovers(t, "after the outage")
		})
	}
}

func TestReadyz_IsBounded(t *testing.T) {
	for name, freeze := range map[string]func(gated){"db": func(g gated) { g.db.freeze() }, "cache": func(g gated) { g.cache.freeze() }} {
		g := openGated(t, []string{"DB_TIMEOUT=30s", "CACHE_TIMEOUT=30s"})
		freeze(g)
		begun := time.Now()
		w := ask(g, "GET", "/readyz", "")
		if took := time.Since(begun); w.Code != 503 || took >= 30*time.Second {
			t.Errorf("%s frozen: %d after %v", name, w.Code, took)
		}
		if found := unmarshal[map[string]any](t, w)[name].(map[string]any); found["ok"] != false || found["error"] == "" {
			t.Errorf("%s frozen: %s", name, w.Body)
		}
		g.db.open()
		g.cache.open()
	}
}
