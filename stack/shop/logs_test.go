package shop

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestSpent_AddsUp(t *testing.T) {
	var s spent
	s.entered = 250 * time.Microsecond
	s.cache.Add(int64(1500 * time.Microsecond))
	s.db.Add(int64(20 * time.Millisecond))
	s.pool.Add(int64(3 * time.Millisecond))
	if got := s.header(25 * time.Millisecond); got != "middleware;dur=0.250, app;dur=0.250, cache;dur=1.500, db;dur=20.000, pool;dur=3.000" {
		t.Errorf("got %s", got)
	}
	if got := s.header(time.Millisecond); !strings.HasPrefix(got, "middleware;dur=0.250, app;dur=0.000,") {
		t.Errorf("got %s", got)
	}
	turned := spent{}
	if got := turned.header(2 * time.Millisecond); !strings.HasPrefix(got, "middleware;dur=2.000, app;dur=0.000,") {
		t.Errorf("of a request that was turned away: %s", got)
	}
}

func TestEndpoint_AccessLogLine(t *testing.T) {
	s := open(t, nowhere...)
	var out bytes.Buffer
	s.log = slog.New(slog.NewJSONHandler(&out, nil)).With("replica", "shop-1")
	token, _ := s.tokens.issue(7, time.Now())
	ask(s.routes(), "GET", "/profile", "", "X-Request-Id", "r1", "Authorization", "Bearer "+token)
	ask(s.routes(), "GET", "/healthz", "")
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("not one JSON line: %s", out.Bytes())
	}
	for key, want := range map[string]any{"level": "ERROR", "request_id": "r1", "method": "GET", "route": "profile", "path": "/profile",
		"status": 503.0, "replica": "shop-1", "user": 7.0} {
		if line[key] != want {
			t.Errorf("%s is %v, want %v", key, line[key], want)
		}
	}
	if !strings.Contains(line["err"].(string), "refused") {
		t.Errorf("the log hides the cause: %v", line["err"])
	}
}

func TestLogWriter_FlushesSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		w := newLogWriter(&out)
		w.Write([]byte("one\n"))
		time.Sleep(flushEvery + time.Millisecond)
		synctest.Wait()
		if out.String() != "one\n" {
			t.Errorf("after %v: %q", flushEvery, out.String())
		}
		w.Write([]byte("two\n"))
		w.Close()
		if out.String() != "one\ntwo\n" {
			t.Errorf("after close: %q", out.String())
		}
	})
}
