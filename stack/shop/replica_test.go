package shop

import (
	"fmt"
	"net"
	"slices"
	"testing"
	"time"
)

// followed is a shop over the real database and its replica, with a gate in front of the replica.
type followed struct {
	gated
	replica *gate
}

func openFollowed(t *testing.T, knobs ...string) followed {
	t.Helper()
	real := realBackends(t)
	// The two share a port, so that only their addresses differ.
	f := followed{replica: newGate(t, real.replica.Host)}
	_, port, err := net.SplitHostPort(f.replica.addr)
	if err != nil {
		t.Fatal(err)
	}
	f.db = newGateAt(t, real.postgres.Host, net.JoinHostPort("127.0.0.2", port))
	f.cache = newGate(t, real.redis.Addr)
	password, _ := real.postgres.User.Password()
	f.shop = open(t, with(knobs, "DB_HOST=127.0.0.2", "DB_REPLICA_HOST=127.0.0.1", "DB_PORT="+port, "DB_NAME="+real.postgres.Path[1:],
		"DB_USER="+real.postgres.User.Username(), "DB_PASSWORD="+password, "CACHE_ADDR="+f.cache.addr, "JWT_SECRET=key")...)
	f.Handler = f.routes()
	return f
}

// lag stops the replay of changes on the replica until the returned function is called.
func lag(t *testing.T) (end func()) {
	t.Helper()
	at := realBackends(t).replica.String()
	if err := execute(t.Context(), at, "SELECT pg_wal_replay_pause()"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := execute(t.Context(), at, "SELECT pg_wal_replay_resume()"); err != nil {
			t.Error(err)
		}
	}
}

// buys places an order and returns its key.
func (f followed) buys(t *testing.T, bearer []string) string {
	t.Helper()
	key := fmt.Sprint("followed-", time.Now().UnixNano())
	if w := ask(f, "POST", "/orders", `{"items":[{"product_id":5,"quantity":1}]}`, append(bearer[:2:2], "Idempotency-Key", key)...); w.Code != 201 {
		t.Fatalf("order: %d %s", w.Code, w.Body)
	}
	return key
}

// sees reports whether the user's list of orders contains the key.
func (f followed) sees(t *testing.T, bearer []string, key string) bool {
	t.Helper()
	w := ask(f, "GET", "/orders", "", bearer...)
	if w.Code != 200 {
		t.Fatalf("orders: %d %s", w.Code, w.Body)
	}
	return slices.ContainsFunc(unmarshal[map[string][]placed](t, w)["orders"], func(p placed) bool { return p.Key == key })
}

func TestReadOwn_ReadYourWritesOnEveryShop(t *testing.T) {
	for _, reads := range []string{"on", "off"} {
		t.Run(reads, func(t *testing.T) {
			one := openFollowed(t, "READ_YOUR_WRITES="+reads)
			bearer := logIn(t, one)
			other := openFollowed(t, "READ_YOUR_WRITES="+reads)
			end := lag(t)
			key := one.buys(t, bearer)
			for name, f := range map[string]followed{"the shop that took it": one, "the other": other} {
				if f.sees(t, bearer, key) != (reads == "on") {
					t.Errorf("the order is in the list of %s: %v", name, reads != "on")
				}
			}
			end()
			eventually(t, "the replica shows the order", func() bool { return one.sees(t, bearer, key) })
			one.db.stop()
			eventually(t, "what has caught up is read from", func() bool { return ask(one, "GET", "/orders", "", bearer...).Code == 200 })
			if !one.sees(t, bearer, key) {
				t.Error("the order is not in the replica's list")
			}
		})
	}
}

func TestReadOwn_PrimaryAnswersWithoutReplica(t *testing.T) {
	for reads, want := range map[string]int{"on": 200, "off": 503} {
		f := openFollowed(t, "READ_YOUR_WRITES="+reads, "DB_TIMEOUT=1s")
		bearer := logIn(t, f)
		f.replica.stop()
		if w := ask(f, "GET", "/orders", "", bearer...); w.Code != want {
			t.Errorf("READ_YOUR_WRITES=%s without a replica: %d %s, want %d", reads, w.Code, w.Body, want)
		}
	}
}
