package shop

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func unmarshal[T any](t *testing.T, w *httptest.ResponseRecorder) (v T) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return v
}

func logIn(t *testing.T, h http.Handler) []string {
	t.Helper()
	w := ask(h, "POST", "/login", `{"email":"user0042@shop.test","password":"`+SeedPassword+`"}`)
	if w.Code != 200 {
		t.Fatalf("login: %d %s", w.Code, w.Body)
	}
	return []string{"Authorization", "Bearer " + unmarshal[map[string]string](t, w)["token"]}
}

// patient is a set of generous timeouts for a busy machine: these tests check what the shop does with an answer, not
// its timeouts. A hardened shop times out after 500 ms, and 20 concurrent orders over 16 new connections may take
// longer on a busy machine.
var patient = []string{"DB_TIMEOUT=1m", "DB_CONNECT_TIMEOUT=1m", "CACHE_TIMEOUT=1m"}

func TestSeed_HoldsWhatDrillsNeed(t *testing.T) {
	g := openGated(t, with(fragile, patient...))
	err := g.shop.db.read(t.Context(), func(ctx context.Context, q *pgx.Conn) error {
		for sql, want := range map[string]int64{
			"SELECT count(*) FROM users":                                       1000,
			"SELECT count(*) FROM products":                                    5000,
			"SELECT count(*) FROM orders WHERE id <= 50000":                    50000,
			"SELECT count(DISTINCT user_id) FROM orders":                       1000,
			"SELECT count(*) FROM users WHERE email LIKE 'user____@shop.test'": 1000,
			`SELECT count(*) FROM orders o WHERE id <= 50000 AND total_cents <> (
				SELECT sum(quantity * price_cents) FROM order_items WHERE order_id = o.id)`: 0,
			"SELECT count(*) FROM pg_indexes WHERE indexname = 'orders_user_id'": 1,
		} {
			var got int64
			if err := q.QueryRow(ctx, sql).Scan(&got); err != nil || got != want {
				t.Errorf("%s: %d, %v; want %d", sql, got, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestShop_BrowseAndBuy(t *testing.T) {
	g := openGated(t, with(fragile, patient...))
	bearer := logIn(t, g)
	first := unmarshal[page](t, ask(g, "GET", "/products", ""))
	if len(first.Products) != pageSize || first.Products[0].ID != 1 {
		t.Errorf("page 1: %+v", first)
	}
	for _, want := range []string{fromDB, fromCache} {
		if w := ask(g, "GET", "/products/17", ""); w.Header().Get("X-Cache") != want {
			t.Errorf("X-Cache %q, want %q", w.Header().Get("X-Cache"), want)
		}
	}
	before := unmarshal[product](t, ask(g, "GET", "/products/17", ""))
	ask(g, "POST", "/products/17/like", "", bearer...)
	if after := unmarshal[product](t, ask(g, "GET", "/products/17", "")); after.Likes != before.Likes+1 {
		t.Errorf("a like took likes from %d to %d", before.Likes, after.Likes)
	}
	key := fmt.Sprint("buy-", time.Now().UnixNano())
	buy := func(headers ...string) *httptest.ResponseRecorder {
		return ask(g, "POST", "/orders", `{"items":[{"product_id":17,"quantity":2},{"product_id":3,"quantity":1}]}`, append(headers, "Idempotency-Key", key)...)
	}
	one, two := buy(bearer...), buy(bearer...)
	if one.Code != 201 || two.Code != 200 || one.Body.String() != two.Body.String() {
		t.Errorf("first %d %s, again %d %s", one.Code, one.Body, two.Code, two.Body)
	}
	other, _ := g.tokens.issue(1, time.Now())
	if w := buy("Authorization", "Bearer "+other); w.Code != 409 {
		t.Errorf("another user's key: %d %s", w.Code, w.Body)
	}
	list := unmarshal[map[string][]placed](t, ask(g, "GET", "/orders", "", bearer...))["orders"]
	if len(list) != 20 || list[0].Key != key {
		t.Errorf("latest orders: %d, first %+v", len(list), list[0])
	}
	if w := ask(g, "GET", "/profile", "", bearer...); !strings.Contains(w.Body.String(), "user0042@shop.test") {
		t.Errorf("profile: %s", w.Body)
	}
}

func TestShop_UnknownIDsAreNotFound(t *testing.T) {
	g := openGated(t, with(fragile, patient...))
	bearer := logIn(t, g)
	for _, w := range []*httptest.ResponseRecorder{
		ask(g, "GET", "/products/5001", ""),
		ask(g, "POST", "/products/5001/like", "", bearer...),
		ask(g, "POST", "/orders", `{"items":[{"product_id":5001,"quantity":1}]}`, append(bearer, "Idempotency-Key", "none")...),
	} {
		if w.Code != 404 {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	}
	if w := ask(g, "POST", "/login", `{"email":"user0042@shop.test","password":"wrong"}`); w.Code != 401 {
		t.Errorf("wrong password: %d", w.Code)
	}
}

func TestOrder_OneKeyIsOneOrder(t *testing.T) {
	g := openGated(t, with(hardened, patient...))
	bearer := logIn(t, g)
	key := fmt.Sprint("race-", time.Now().UnixNano())
	answers := make([]placed, 20)
	var clients sync.WaitGroup
	for i := range answers {
		clients.Go(func() {
			w := ask(g, "POST", "/orders", `{"items":[{"product_id":9,"quantity":1}]}`, append(bearer[:2:2], "Idempotency-Key", key)...)
			if err := json.Unmarshal(w.Body.Bytes(), &answers[i]); err != nil || w.Code >= 300 {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
	clients.Wait()
	for _, a := range answers {
		if a.ID == 0 || a != answers[0] {
			t.Errorf("answers differ: %+v and %+v", a, answers[0])
		}
	}
}

func TestShop_PoisonedKeyAffectsOneProduct(t *testing.T) {
	for name, want := range map[string]int{"fragile": 500, "hardened": 200} {
		g := openGated(t, with(map[string][]string{"fragile": fragile, "hardened": hardened}[name], patient...))
		g.background.Wait()
		g.remote.client.Del(t.Context(), productKey(11))
		g.remote.client.LPush(t.Context(), productKey(11), "x")
		g.remote.client.Set(t.Context(), productKey(12), `{"id":`, 0)
		for id, want := range map[int]int{11: want, 12: want, 13: 200} {
			if w := ask(g, "GET", fmt.Sprint("/products/", id), ""); w.Code != want {
				t.Errorf("%s, product %d: %d %s, want %d", name, id, w.Code, w.Body, want)
			}
		}
		if g.remote.breaker.state() != 0 {
			t.Errorf("%s: a poisoned key opened the breaker", name)
		}
	}
}
