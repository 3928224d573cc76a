package resource

import (
	"context"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/visit"
)

// pressure looks at a service many times at once, so that it has something to do, and returns how long the slowest took.
func pressure(ctx context.Context, t *chaos.Target, service string, looks int) (slowest time.Duration) {
	answers := make(chan chaos.Answer, looks)
	for range looks {
		go func() { answers <- t.Probe(ctx, service) }()
	}
	for range looks {
		slowest = max(slowest, (<-answers).Took)
	}
	return slowest
}

// busy gives a service something to do, so many times at once: handshakes to the balancer, logins to the app, for which it
// computes a hash, and connections to a data store. It returns how long the slowest answer took.
func busy(ctx context.Context, t *chaos.Target, service string, looks int) (slowest time.Duration) {
	if t.HTTP == nil || !chaos.IsReplica(service) {
		return pressure(ctx, t, service, looks)
	}
	for _, seen := range visit.Volley(ctx, t.HTTP, looks, visit.Login) {
		slowest = max(slowest, seen.Took)
	}
	return slowest
}
