package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/containerd/errdefs"
)

func TestFailureOf_SeparatesTransientErrors(t *testing.T) {
	answer := func(text string) error {
		return fmt.Errorf("error response from daemon: %s%w", text, errdefs.ErrInternal)
	}
	tests := []struct {
		name string
		err  error
		want failure
	}{
		{"success", nil, lasting},
		{"a freezer that is busy", answer("OCI runtime pause failed: unable to freeze: "), refused},
		{"a runtime that stumbles", answer("OCI runtime create failed: read init-p: connection reset by peer: "), refused},
		{"an answer of 503", fmt.Errorf("busy: %w", errdefs.ErrUnavailable), refused},
		{"a stream that is refused", errors.New("unable to upgrade to tcp, received 500"), refused},
		{"a stream of a container that is gone", errors.New("unable to upgrade to tcp, received 404"), lasting},
		{"a backlog that is full", syscall.EAGAIN, refused},
		{"a connection that ends", fmt.Errorf("post: %w", io.EOF), unanswered},
		{"a connection that is reset", fmt.Errorf("read: %w", syscall.ECONNRESET), unanswered},
		{"no such thing", fmt.Errorf("no such container: %w", errdefs.ErrNotFound), lasting},
		{"a conflict", fmt.Errorf("name in use: %w", errdefs.ErrConflict), lasting},
		{"addresses that overlap, which is a 500", answer("networks have overlapping IPv4: "), lasting},
		{"a caller that gave up", fmt.Errorf("get: %w", context.Canceled), lasting},
		{"a bound that is over", fmt.Errorf("get: %w", context.DeadlineExceeded), lasting},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := failureOf(tt.err); got != tt.want {
				t.Errorf("failureOf(%v) = %v, want %v", tt.err, got, tt.want)
			}
		})
	}
}

func TestAgain_BoundsAndReportsRetries(t *testing.T) {
	passing := fmt.Errorf("unable to freeze: %w", errdefs.ErrInternal)
	tests := []struct {
		name            string
		fail            []error // one per attempt; attempts after these succeed
		landed          func(context.Context) bool
		once            bool
		tries, reported int
		err             string
	}{
		{name: "at once", tries: 1},
		{name: "at the third attempt", fail: []error{passing, io.EOF}, tries: 3, reported: 2},
		{name: "never", fail: []error{passing, passing, passing, passing, passing, passing}, tries: mostTries, reported: mostTries - 1, err: "unable to freeze: internal (tried 5 times)"},
		{name: "a lasting failure", fail: []error{errdefs.ErrNotFound}, tries: 1, err: "not found"},
		{name: "an answer that was lost and came true", fail: []error{io.EOF}, landed: func(context.Context) bool { return true }, tries: 1},
		{name: "an answer that was lost and did not", fail: []error{io.EOF}, landed: func(context.Context) bool { return false }, tries: 2, reported: 1},
		{name: "no repeat where it may have begun", fail: []error{io.EOF}, once: true, tries: 1, err: "EOF"},
		{name: "a repeat where it was refused", fail: []error{passing}, once: true, tries: 2, reported: 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var e Engine
				tries, reported := 0, 0
				e.OnRepeat(func(r Repeat) {
					reported++
					if r.Call != "pause" || r.Error == nil || r.Try != reported {
						t.Errorf("reported %+v", r)
					}
				})
				err := e.again(t.Context(), call{what: "pause", once: tt.once, landed: tt.landed, do: func(context.Context) error {
					tries++
					if tries <= len(tt.fail) {
						return tt.fail[tries-1]
					}
					return nil
				}})
				if tries != tt.tries || reported != tt.reported {
					t.Errorf("tried %d times and reported %d, want %d and %d", tries, reported, tt.tries, tt.reported)
				}
				if (err != nil) != (tt.err != "") || err != nil && err.Error() != tt.err {
					t.Errorf("error = %v, want %q", err, tt.err)
				}
			})
		})
	}
}

func TestAgain_EndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var e Engine
	err := e.again(ctx, call{what: "pause", do: func(context.Context) error {
		cancel()
		return errdefs.ErrInternal
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want that it was cancelled", err)
	}
}

// answering returns an engine whose server answers with the handler.
func answering(t *testing.T, h http.HandlerFunc) *Engine {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("API-Version", "1.41")
		w.Header().Set("Content-Type", "application/json")
		h(w, r)
	}))
	t.Cleanup(server.Close)
	e := &Engine{}
	if err := e.connectDocker(t.Context(), strings.Replace(server.URL, "http", "tcp", 1)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.docker.Close() })
	return e
}

func TestPause_NotRetriedWhenItTookEffect(t *testing.T) {
	pauses := 0
	e := answering(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/pause"):
			pauses++
			panic(http.ErrAbortHandler) // the answer is lost
		case strings.HasSuffix(r.URL.Path, "/json"):
			fmt.Fprint(w, `{"Id": "c1", "Name": "/redis", "State": {"Status": "paused"}, "Config": {}, "HostConfig": {}, "NetworkSettings": {}}`)
		default:
			fmt.Fprint(w, `{}`)
		}
	})
	if err := e.Pause(t.Context(), "c1"); err != nil || pauses != 1 {
		t.Errorf("paused %d times with error %v, want once and none", pauses, err)
	}
}
