package nginxconf

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"firedrill/chaos"
	"firedrill/chaos/poll"
)

// worker returns the id of the process that serves a new connection, by the port without TLS.
func worker(ctx context.Context, t *chaos.Target) (string, error) {
	seen := t.HTTP.Visit(ctx, chaos.Visit{Path: chaos.NginxWorker, Plain: true})
	if !seen.OK {
		return "", errors.New("nginx does not tell its worker: " + seen.String())
	}
	return strings.TrimSpace(seen.Body), nil
}

// reload has nginx reload its configuration, and returns when another worker serves.
func reload(ctx context.Context, t *chaos.Target) error {
	before, _ := worker(ctx, t) // one that can't be asked is no other's equal
	if err := t.Containers.Kill(ctx, chaos.Balancer, "HUP"); err != nil {
		return err
	}
	type look struct {
		pid string
		err error
	}
	last := poll.Until(ctx, reloadTime, func(ctx context.Context) look {
		pid, err := worker(ctx, t)
		return look{pid, err}
	}, func(l look) bool { return l.err == nil && l.pid != before })
	if last.err == nil && last.pid == before {
		return fmt.Errorf("nginx did not take its configuration: worker %s still serves", before)
	}
	return last.err
}
