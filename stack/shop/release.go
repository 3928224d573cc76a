package shop

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"firedrill/internal/release"
)

// released wraps a route with this build's flaw. In a sound build, and on a route that the flaw does not affect, it
// returns the route's handler unchanged.
func (s *shop) released(route string, next handler) handler {
	switch b := s.build; {
	case b.Flaw == release.Errors && release.Routes[b.Route] == route:
		return s.failing(next)
	case b.Flaw == release.Leak && b.Every == 0:
		return s.keeping(next)
	case b.Flaw == release.NPlusOne && route == "browse":
		return s.relisted(next)
	case b.Flaw == release.SlowMiddleware:
		return s.slowed(next)
	case b.Flaw == release.PoisonedRecord && (route == "product" || route == "like"):
		return s.tagged(next)
	case b.Flaw == release.LyingHealth:
		return s.dead
	}
	return next
}

// failing fails a share of the requests before they are handled.
func (s *shop) failing(next handler) handler {
	return func(ctx context.Context, c *call) (reply, error) {
		if rand.IntN(100) < int(s.build.Share) {
			return reply{}, s.broken()
		}
		return next(ctx, c)
	}
}

// broken returns the error of a build with an inconsistent state.
func (s *shop) broken() error {
	status := int(s.build.Status)
	say := "internal error"
	if status != http.StatusInternalServerError {
		say = "unavailable"
	}
	return &problem{status: status, say: say, cause: errors.New("unexpected state")}
}

// slowed delays every request.
func (s *shop) slowed(next handler) handler {
	return func(ctx context.Context, c *call) (reply, error) {
		if !pause(ctx, s.build.Span()) {
			return reply{}, &problem{status: statusGone, say: "client went away", cause: ctx.Err()}
		}
		return next(ctx, c)
	}
}

// dead answers every request with an error, or not at all.
func (s *shop) dead(ctx context.Context, _ *call) (reply, error) {
	if s.build.Status != 0 {
		return reply{}, s.broken()
	}
	pause(ctx, time.Hour)
	return reply{}, &problem{status: statusGone, say: "client went away", cause: ctx.Err()}
}
