package chaos

import (
	"context"
	"time"

	"firedrill/internal/record"
)

// unhurried makes who asked a service many times at once, and saw nothing, wait before the next time: the client's ports
// would run out, and the load of a drill would feel it.
func unhurried(ctx context.Context, c record.Check) record.Check {
	if !c.OK {
		pause(ctx, 250*time.Millisecond)
	}
	return c
}

// pressure looks at a service many times at once, so that it has something to do, and returns how long the slowest took.
func pressure(ctx context.Context, lab Lab, service string, looks int) (slowest time.Duration) {
	answers := make(chan Answer, looks)
	for range looks {
		go func() { answers <- lab.Probe(ctx, service) }()
	}
	for range looks {
		slowest = max(slowest, (<-answers).Took)
	}
	return slowest
}

// busy gives a service something to do, so many times at once: handshakes to the balancer, logins to the app, for which it
// computes a hash, and connections to a data store. It returns how long the slowest answer took.
func busy(ctx context.Context, lab Lab, service string, looks int) (slowest time.Duration) {
	site, err := siteOf(lab)
	if err != nil || !replicaName.MatchString(service) {
		return pressure(ctx, lab, service, looks)
	}
	for _, seen := range volley(ctx, site, looks, oneLogin) {
		slowest = max(slowest, seen.Took)
	}
	return slowest
}
