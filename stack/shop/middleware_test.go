package shop

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestEndpoint_Refusals(t *testing.T) {
	s := open(t, nowhere...)
	token, _ := s.tokens.issue(7, time.Now())
	bearer := []string{"Authorization", "Bearer " + token}
	keyed := append([]string{"Idempotency-Key", "k"}, bearer...)
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		status             int
		at                 string
	}{
		"no token":         {"GET", "/profile", "", nil, 401, "auth"},
		"bad token":        {"GET", "/profile", "", []string{"Authorization", "Bearer x.y.z"}, 401, "auth"},
		"login, no JSON":   {"POST", "/login", "email=a", nil, 400, "app"},
		"login, empty":     {"POST", "/login", "{}", nil, 400, "app"},
		"login, unknown":   {"POST", "/login", `{"email":"a","password":"b","role":"admin"}`, nil, 400, "app"},
		"page zero":        {"GET", "/products?page=0", "", nil, 400, "app"},
		"no number":        {"GET", "/products/abc", "", nil, 400, "app"},
		"order, no key":    {"POST", "/orders", `{"items":[{"product_id":1,"quantity":1}]}`, bearer, 400, "app"},
		"order, no items":  {"POST", "/orders", `{"items":[]}`, keyed, 400, "app"},
		"order, none of":   {"POST", "/orders", `{"items":[{"product_id":1,"quantity":0}]}`, keyed, 400, "app"},
		"order, twice":     {"POST", "/orders", `{"items":[{"product_id":1,"quantity":1},{"product_id":1,"quantity":1}]}`, keyed, 400, "app"},
		"order, huge":      {"POST", "/orders", `{"items":[` + strings.Repeat(" ", 70<<10) + `]}`, keyed, 400, "app"},
		"database is down": {"GET", "/profile", "", bearer, 503, "database"},
		"cache is down":    {"GET", "/products/1", "", nil, 503, "cache"},
		"not ready":        {"GET", "/readyz", "", nil, 503, ""},
		"alive":            {"GET", "/healthz", "", nil, 200, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := ask(s.routes(), c.method, c.path, c.body, c.headers...)
			if at := w.Header().Get("X-Failed-At"); w.Code != c.status || at != c.at {
				t.Errorf("got %d %s at %q, want %d at %q", w.Code, w.Body, at, c.status, c.at)
			}
		})
	}
}

func TestAuthenticated_Tokens(t *testing.T) {
	ours, now := newTokens("key", time.Hour), time.Now()
	good, _ := ours.issue(42, now)
	if user, err := ours.user(good); err != nil || user != 42 {
		t.Errorf("our own token: %d, %v", user, err)
	}
	old, _ := ours.issue(42, now.Add(-2*time.Hour))
	foreign, _ := newTokens("other", time.Hour).issue(42, now)
	unsigned := "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiIsImV4cCI6OTk5OTk5OTk5OX0."
	for name, token := range map[string]string{"expired": old, "foreign": foreign, "unsigned": unsigned, "empty": ""} {
		if _, err := ours.user(token); err == nil {
			t.Errorf("%s token is accepted", name)
		}
	}
}

func TestRecovered_PanicFailsOneRequest(t *testing.T) {
	s := open(t, nowhere...)
	h := s.endpoint("x", s.recovered(func(context.Context, *call) (reply, error) { panic("poison") }))
	if w := ask(h, "GET", "/", ""); w.Code != 500 || strings.Contains(w.Body.String(), "poison") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestAdmitted_ShedsBeyondConcurrency(t *testing.T) {
	s := open(t, with(nowhere, "SHED_LIMIT=1")...)
	inside, leave := make(chan struct{}), make(chan struct{})
	h := s.endpoint("x", s.admitted(func(context.Context, *call) (reply, error) {
		close(inside)
		<-leave
		return reply{}, nil
	}))
	first := make(chan int)
	go func() { first <- ask(h, "GET", "/", "").Code }()
	<-inside
	if w := ask(h, "GET", "/", ""); w.Code != 503 || w.Header().Get("Retry-After") == "" || w.Header().Get("X-Failed-At") != "middleware" {
		t.Errorf("the second got %d %v", w.Code, w.Header())
	}
	if w := ask(s.routes(), "GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("a busy shop is not alive: %d", w.Code)
	}
	close(leave)
	if code := <-first; code != 200 {
		t.Errorf("the first got %d", code)
	}
}

func TestAdmitted_RateLimit(t *testing.T) {
	s := open(t, with(nowhere, "RATE_LIMIT=2")...)
	h := s.endpoint("x", s.admitted(func(context.Context, *call) (reply, error) { return reply{}, nil }))
	var codes []int
	for range 3 {
		codes = append(codes, ask(h, "GET", "/", "").Code)
	}
	if codes[0] != 200 || codes[1] != 200 || codes[2] != 429 {
		t.Errorf("got %v", codes)
	}
}
