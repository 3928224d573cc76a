package shop

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// nowhere is the address of backends that refuse connections: unit tests need none.
var nowhere = []string{"DB_HOST=127.0.0.1", "DB_PORT=1", "DB_PASSWORD=p", "CACHE_ADDR=127.0.0.1:1", "JWT_SECRET=key"}

// open returns a shop with these settings in addition to the defaults of the tests.
func open(t *testing.T, environ ...string) *shop {
	t.Helper()
	settings, err := Parse(environ)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newShop(settings, Shown(environ), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}

func with(environ []string, more ...string) []string {
	return append(append([]string(nil), environ...), more...)
}

// ask sends one request; headers are name-value pairs.
func ask(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// eventually waits for a condition, with a short limit.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); {
		if time.Now().After(end) {
			t.Fatal("never: " + what)
		}
		time.Sleep(time.Millisecond) // between two polls
	}
}

func TestEndpoint_SetsHeadersOnEveryResponse(t *testing.T) {
	s := open(t, with(nowhere, "REPLICA=shop-2")...)
	for _, path := range []string{"/healthz", "/nope", "/products/x", "/profile", "/products/1", "/metrics", "/settings"} {
		w := ask(s.routes(), "GET", path, "", "X-Request-Id", "abc-1")
		if w.Header().Get("X-Request-Id") != "abc-1" || w.Header().Get("X-Replica") != "shop-2" {
			t.Errorf("%s: headers %v", path, w.Header())
		}
		if !strings.HasPrefix(w.Header().Get("Server-Timing"), "middleware;dur=") {
			t.Errorf("%s: Server-Timing %q", path, w.Header().Get("Server-Timing"))
		}
		if w.Code >= 400 {
			var body map[string]string
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || body["error"] == "" || body["request_id"] != "abc-1" {
				t.Errorf("%s: body %s", path, w.Body)
			}
		}
	}
}

func TestEndpoint_RequestAndTraceIDs(t *testing.T) {
	for given, kept := range map[string]bool{"4f.A_b-9": true, "": false, "a b": false, `a"b`: false, strings.Repeat("a", 65): false} {
		if got := requestID(given); (got == given) != kept || got == "" {
			t.Errorf("request id %q became %q", given, got)
		}
	}
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	for given, kept := range map[string]bool{
		"00-" + id + "-00f067aa0ba902b7-01": true, "": false, id: false, "ff-" + id + "-00f067aa0ba902b7-01": false,
		"00-" + strings.Repeat("0", 32) + "-00f067aa0ba902b7-01": false, "00-" + strings.ToUpper(id) + "-00f067aa0ba902b7-01": false,
	} {
		if got := traceID(given); (got == id) != kept || len(got) != 32 {
			t.Errorf("traceparent %q gave %q", given, got)
		}
	}
}

func TestServe_StopsWithContext(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	settings, _ := Parse(nowhere)
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- serve(ctx, listener, nowhere, settings, in, io.Discard); in.Close() }()
	lines := bufio.NewScanner(out)
	lines.Scan()
	if !strings.Contains(lines.Text(), "listening") {
		t.Errorf("first line: %s", lines.Text())
	}
	cancel()
	for lines.Scan() {
	}
	if err := <-done; err != nil {
		t.Errorf("stopping: %v", err)
	}
}
