// Package shop is the app under test: a small shop over Postgres, with Redis as a cache. It owns its routes, its tables
// and the knobs that make it fragile or resilient. It knows nothing of labs, drills or faults, which act on it from
// outside. Bad releases are the exception, because they are releases of the shop: their flaws are in release*.go.
//
// A request runs through server.go (routes), middleware.go, one handler (account.go, products.go, orders.go), and from
// there to aside.go (the cache) and database.go. The time at each hop is measured in spent.go and returned as
// Server-Timing.
package shop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// drainTime is how long a stopping shop waits for the requests in flight.
const drainTime = 5 * time.Second

// Run serves the shop until ctx ends, and then lets the requests in flight finish. It starts even without Postgres and
// Redis. A mistake in environ is an error at once. The log goes to stdout, one JSON object per line.
func Run(ctx context.Context, environ []string, stdout, stderr io.Writer) error {
	settings, err := Parse(environ)
	if err != nil {
		return fmt.Errorf("the shop's environment is not in order:\n%w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", fmt.Sprintf(":%d", settings.Port))
	if err != nil {
		return err
	}
	return serve(ctx, listener, environ, settings, stdout, stderr)
}

// serve is Run with an open listener, so that a test can choose the port.
func serve(ctx context.Context, listener net.Listener, environ []string, settings Settings, stdout, stderr io.Writer) error {
	logs := newLogWriter(stdout)
	defer logs.Close()
	s, err := newShop(settings, Shown(environ), slog.New(slog.NewJSONHandler(logs, nil)))
	if err != nil {
		listener.Close()
		return err
	}
	defer s.close()
	server := &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(slog.NewJSONHandler(stderr, nil), slog.LevelWarn)}
	drained := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
		defer cancel()
		drained <- server.Shutdown(late)
	})
	s.log.Info("listening", "addr", listener.Addr().String(), "release", settings.Release, "deploy", settings.Deploy)
	if err := server.Serve(s.accepting(listener)); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return err
	}
	err = <-drained
	s.log.Info("stopped")
	if errors.Is(err, context.DeadlineExceeded) { // the remaining requests hang in a dependency: close them
		return server.Close()
	}
	return err
}
