package shop

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"firedrill/internal/release"
)

// deployed returns the variable that makes a shop this build.
func deployed(b release.Build) string { return "RELEASE=" + release.After(release.First, b, "test") }

// dbTime returns the milliseconds of database time in a response's Server-Timing.
func dbTime(t *testing.T, w *httptest.ResponseRecorder) float64 {
	t.Helper()
	m := regexp.MustCompile(`db;dur=([0-9.]+)`).FindStringSubmatch(w.Header().Get("Server-Timing"))
	if m == nil {
		t.Fatalf("no time in the database: %v", w.Header())
	}
	ms, _ := strconv.ParseFloat(m[1], 64)
	return ms
}

func TestReleased_SoundBuildAddsNothing(t *testing.T) {
	for _, version := range []string{release.First, "1.4.1+b7e02c41", release.After(release.First, release.Build{}, "x")} {
		s := open(t, with(nowhere, "RELEASE="+version)...)
		called := false
		s.released("order", func(context.Context, *call) (reply, error) { called = true; return reply{}, nil })(t.Context(), nil)
		if !called || s.build != (release.Build{}) {
			t.Errorf("%s: %+v", version, s.build)
		}
		if w := ask(s.routes(), "GET", "/version", ""); !strings.Contains(w.Body.String(), `"release":"`+version+`"`) {
			t.Errorf("/version says %s", w.Body)
		}
	}
}

func TestReleased_FailsOneRoute(t *testing.T) {
	g := openGated(t, with(fragile, deployed(release.Build{Flaw: release.Errors, Share: 30, Status: 503})))
	failed := 0
	for range 200 {
		switch w := ask(g, "POST", "/orders", "{}"); w.Code {
		case 503:
			failed++
		case 401:
		default:
			t.Fatalf("got %d %s", w.Code, w.Body)
		}
	}
	if failed < 20 || failed > 110 { // 60 are expected; the bounds are beyond 6 standard deviations
		t.Errorf("%d of 200 failed", failed)
	}
	for _, path := range []string{"/products", "/products/7", "/healthz"} {
		if w := ask(g, "GET", path, ""); w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestReleased_LeaksPerRequest(t *testing.T) {
	s := open(t, with(nowhere, deployed(release.Build{Flaw: release.Leak, Amount: 100}))...)
	h := s.routes()
	ask(h, "GET", "/healthz", "")
	for range 5 {
		ask(h, "GET", "/products", "")
	}
	if got := len(s.kept.chunks); got != 5 || len(s.kept.chunks[0]) != 100<<10 {
		t.Errorf("5 requests kept %d chunks", got)
	}
}

func TestReleased_LeaksPerSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shop{build: release.Build{Flaw: release.Leak, Amount: 40, Every: 1000}}
		ctx, cancel := context.WithTimeout(t.Context(), 3050*time.Millisecond)
		defer cancel()
		s.keepOn(ctx)
		all := 0
		for _, chunk := range s.kept.chunks {
			all += len(chunk)
		}
		if all != 3*40<<10 {
			t.Errorf("kept %d KiB in 3 s, want 120", all>>10)
		}
	})
}

func TestReleased_QueriesOncePerItem(t *testing.T) {
	for want, knob := range map[bool]string{false: "RELEASE=1.4.1", true: deployed(release.Build{Flaw: release.NPlusOne})} {
		g := openGated(t, with(fragile, knob))
		first := ask(g, "GET", "/products?page=3", "")
		again := ask(g, "GET", "/products?page=3", "")
		if again.Header().Get("X-Cache") != fromCache || again.Body.String() != first.Body.String() {
			t.Errorf("got %s from %q", again.Body, again.Header().Get("X-Cache"))
		}
		if asked := dbTime(t, again) > 0; asked != want {
			t.Errorf("%s: a page from the cache asked the database: %v", knob, asked)
		}
	}
}

func TestReleased_SlowMiddleware(t *testing.T) {
	s := open(t, with(nowhere, deployed(release.Build{Flaw: release.SlowMiddleware, Millis: 40}))...)
	for path, slow := range map[string]bool{"/products/x": true, "/profile": true, "/healthz": false} {
		begun := time.Now()
		ask(s.routes(), "GET", path, "")
		if took := time.Since(begun); slow && took < 40*time.Millisecond {
			t.Errorf("%s took %v", path, took)
		}
	}
}

func TestReleased_PoisonedRecord(t *testing.T) {
	g := openGated(t, with(fragile, deployed(release.Build{Flaw: release.PoisonedRecord, Amount: 17})))
	var log bytes.Buffer
	g.log = slog.New(slog.NewJSONHandler(&log, nil))
	for path, want := range map[string]int{"/products/17": 500, "/products/18": 200, "/products/1": 200, "/products": 200} {
		if w := ask(g, "GET", path, ""); w.Code != want {
			t.Errorf("%s: %d %s, want %d", path, w.Code, w.Body, want)
		}
	}
	if !strings.Contains(log.String(), "index out of range") || strings.Contains(log.String(), "poison") {
		t.Errorf("the log says %s", &log)
	}
}

func TestReleased_HealthChecksPassDuringErrors(t *testing.T) {
	g := openGated(t, fragile)
	g.build = release.Build{Flaw: release.LyingHealth, Status: 502}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/products/7": 502, "/profile": 502} {
		if w := ask(g.routes(), "GET", path, ""); w.Code != want {
			t.Errorf("%s: %d %s, want %d", path, w.Code, w.Body, want)
		}
	}
}

func TestReleased_HealthChecksPassDuringHangs(t *testing.T) {
	s := open(t, with(nowhere, deployed(release.Build{Flaw: release.LyingHealth}))...)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	s.routes().ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/products/x", nil))
	if ctx.Err() == nil {
		t.Error("a user was answered")
	}
	if w := ask(s.routes(), "GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("/healthz: %d", w.Code)
	}
}

func TestReleased_ClockAhead(t *testing.T) {
	for code, ahead := range map[int]uint32{401: 2 * 3600e3, 200: 1800e3} { // a token is valid for an hour
		g := openGated(t, fragile)
		g.build = release.Build{Flaw: release.ClockSkew, Millis: ahead}
		g.tokens.ahead(g.build.Span())
		if w := ask(g, "GET", "/profile", "", logIn(t, g)...); w.Code != code {
			t.Errorf("%v ahead: %d %s, want %d", g.build.Span(), w.Code, w.Body, code)
		}
	}
	s := open(t, with(nowhere, deployed(release.Build{Flaw: release.ClockSkew, Millis: 2 * 3600e3}))...)
	token, _ := s.tokens.issue(1, time.Now())
	if _, err := s.tokens.user(token); err == nil || !strings.Contains(err.Error(), "expired") {
		t.Errorf("got %v", err)
	}
}

func TestBusyFor_FirstPartOfPeriodIsFree(t *testing.T) {
	for since, want := range map[time.Duration]time.Duration{0: 0, 3: 0, 4: 8, 11: 1, 12: 0, 15: 0, 17: 7} {
		if got := busyFor(since, 8, 12); got != want {
			t.Errorf("after %d: %d, want %d", since, got, want)
		}
	}
	if got := busyFor(5, 0, 0); got != 0 {
		t.Errorf("a period of nothing: %d", got)
	}
}

func TestReleased_StopsAccepting(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	environ := with(nowhere, deployed(release.Build{Flaw: release.StopAccepting, Millis: 3600e3, Every: 3600e3}))
	settings, _ := Parse(environ)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, listener, environ, settings, io.Discard, io.Discard) }()
	client := http.Client{Timeout: 300 * time.Millisecond}
	defer client.CloseIdleConnections()
	if got, err := client.Get("http://" + listener.Addr().String() + "/healthz"); err == nil {
		got.Body.Close()
		t.Error("a connection was served")
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("stopping: %v", err)
	}
}
