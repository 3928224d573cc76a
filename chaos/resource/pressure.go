package resource

import (
	"context"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/visit"
)

// pressure probes a service many times concurrently, and returns the slowest response time.
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

// busy loads a service with concurrent requests: TLS handshakes with the balancer, logins to the app, which compute a hash, and
// connections to a data store. It returns the slowest response time.
func busy(ctx context.Context, t *chaos.Target, service string, looks int) (slowest time.Duration) {
	if t.HTTP == nil || !chaos.IsReplica(service) {
		return pressure(ctx, t, service, looks)
	}
	for _, seen := range visit.Volley(ctx, t.HTTP, looks, visit.Login) {
		slowest = max(slowest, seen.Took)
	}
	return slowest
}
