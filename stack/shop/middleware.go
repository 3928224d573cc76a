package shop

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// handler answers a call. endpoint converts all errors to replies.
type handler func(context.Context, *call) (reply, error)

// endpoint is the outermost layer of every route: it sets the request's id, times it, writes the response, and then
// counts and logs the outcome.
func (s *shop) endpoint(route string, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		spent := &spent{start: time.Now()}
		c := newCall(w, r)
		ctx := context.WithValue(r.Context(), spentKey{}, spent)
		rep, err := h(ctx, c)
		if err != nil {
			rep = asError(err, c.id)
		}
		if rep.status == 0 {
			rep.status = http.StatusOK
		}
		took := time.Since(spent.start)
		rep.write(w, c, s.settings.Replica, spent.header(took))
		s.metrics.answered(route, rep.status, took)
		s.logAnswer(ctx, route, c, rep, took, err)
	}
}

// quiet lists routes that are polled by machines: they are only logged when they fail.
var quiet = map[string]bool{"healthz": true, "readyz": true, "metrics": true, "version": true, "settings": true}

func (s *shop) logAnswer(ctx context.Context, route string, c *call, rep reply, took time.Duration, err error) {
	level := slog.LevelInfo
	switch {
	case rep.status >= 500:
		level = slog.LevelError
	case rep.status >= 400:
		level = slog.LevelWarn
	case quiet[route]:
		return
	}
	attrs := make([]slog.Attr, 0, 16)
	attrs = append(attrs, slog.String("request_id", c.id), slog.String("trace_id", c.trace), slog.String("method", c.r.Method),
		slog.String("route", route), slog.String("path", c.r.URL.Path), slog.Int("status", rep.status),
		slog.Float64("ms", float64(took.Microseconds())/1000))
	attrs = spentOf(ctx).logged(attrs)
	if c.user != 0 {
		attrs = append(attrs, slog.Int64("user", c.user))
	}
	if rep.cache != "" {
		attrs = append(attrs, slog.String("cache", rep.cache))
	}
	if err != nil {
		attrs = append(attrs, slog.String("failed_at", rep.failedAt), slog.String("err", err.Error()))
	}
	if c.setback != nil {
		attrs = append(attrs, slog.String("setback", c.setback.Error()))
	}
	s.log.LogAttrs(ctx, level, "request", attrs...)
}

// entered marks the end of the middleware's time.
func entered(next handler) handler {
	return func(ctx context.Context, c *call) (reply, error) {
		spentOf(ctx).enter()
		return next(ctx, c)
	}
}

// recovered converts a panic to a 500 for this request only.
func (s *shop) recovered(next handler) handler {
	return func(ctx context.Context, c *call) (rep reply, err error) {
		defer func() {
			if p := recover(); p != nil {
				s.log.Error("panic", "request_id", c.id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				err = fmt.Errorf("panic: %v", p)
			}
		}()
		return next(ctx, c)
	}
}

// admitted sheds requests beyond the limits on concurrency and rate.
func (s *shop) admitted(next handler) handler {
	limit := int64(s.settings.ShedLimit)
	return func(ctx context.Context, c *call) (reply, error) {
		n := s.inFlight.Add(1)
		defer s.inFlight.Add(-1)
		if limit > 0 && n > limit {
			return reply{}, &problem{status: http.StatusServiceUnavailable, say: "too busy", at: atMiddleware}
		}
		if s.limit != nil && !s.limit.Allow() {
			return reply{}, &problem{status: http.StatusTooManyRequests, say: "too many requests", at: atMiddleware}
		}
		return next(ctx, c)
	}
}

// authenticated requires a valid bearer token, and sets the call's user.
func (s *shop) authenticated(next handler) handler {
	return func(ctx context.Context, c *call) (reply, error) {
		token, ok := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			return reply{}, &problem{status: http.StatusUnauthorized, say: "bearer token needed", at: atAuth}
		}
		user, err := s.tokens.user(token)
		if err != nil {
			return reply{}, &problem{http.StatusUnauthorized, "token refused", err, atAuth}
		}
		c.user = user
		return next(ctx, c)
	}
}
