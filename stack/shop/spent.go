package shop

import (
	"context"
	"log/slog"
	"strconv"
	"sync/atomic"
	"time"
)

// spent measures the time of a request at each hop. The counters are atomic, because a shared database read may outlive
// the request that started it.
type spent struct {
	start   time.Time
	entered time.Duration // from start until the route's handler was reached; 0 if it was not
	cache   atomic.Int64  // nanoseconds in cache commands
	db      atomic.Int64  // in queries and in opening connections
	pool    atomic.Int64  // waiting for a connection that other requests hold
	dialing atomic.Int64  // start of opening a connection for this request, in Unix nanoseconds; 0 without one
}

type spentKey struct{}

// spentOf returns the request's own measurement, or an unused one for work that belongs to no request.
func spentOf(ctx context.Context) *spent {
	if s, ok := ctx.Value(spentKey{}).(*spent); ok {
		return s
	}
	return &spent{start: time.Now()}
}

// header formats the times as Server-Timing, in milliseconds. The time before the route's handler is the middleware's;
// the time after that which is not in cache, db or pool is the app's own.
func (s *spent) header(total time.Duration) string {
	cache, db, pool, middleware := s.cache.Load(), s.db.Load(), s.pool.Load(), int64(s.entered)
	if middleware == 0 {
		middleware = int64(total)
	}
	app := max(int64(total)-middleware-cache-db-pool, 0)
	b := make([]byte, 0, 96)
	b = appendPart(b, "middleware;dur=", middleware)
	b = appendPart(b, ", app;dur=", app)
	b = appendPart(b, ", cache;dur=", cache)
	b = appendPart(b, ", db;dur=", db)
	b = appendPart(b, ", pool;dur=", pool)
	return string(b)
}

func appendPart(b []byte, name string, nanoseconds int64) []byte {
	return strconv.AppendFloat(append(b, name...), float64(nanoseconds)/1e6, 'f', 3, 64)
}

// logged appends the times in milliseconds, without hops that the request did not pass.
func (s *spent) logged(attrs []slog.Attr) []slog.Attr {
	for _, part := range []struct {
		name string
		took int64
	}{{"cache_ms", s.cache.Load()}, {"db_ms", s.db.Load()}, {"pool_ms", s.pool.Load()}} {
		if part.took > 0 {
			attrs = append(attrs, slog.Float64(part.name, float64(part.took/1000)/1000))
		}
	}
	return attrs
}

// enter marks that the route's handler is reached.
func (s *spent) enter() { s.entered = max(time.Since(s.start), 1) }

// dialed books the time since the start of opening a database connection, once.
func (s *spent) dialed() {
	if begun := s.dialing.Swap(0); begun != 0 {
		s.db.Add(time.Now().UnixNano() - begun)
	}
}
