package respond

import (
	"context"
	"strings"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/topology"
)

// serveTime bounds the wait for a database to serve after its start. One that can't recover ends within it.
const serveTime = 10 * time.Second

// startsSlowly reports that a service runs a recovery before it serves. It may exit during that.
func (d *Desk) startsSlowly(service string) bool {
	return d.is(service, topology.RoleDatabase, topology.RoleReplica)
}

// awaitServing waits until a database serves or its container has ended. A database that runs and does not serve in time is
// no error: a fault may keep it from serving.
func (d *Desk) awaitServing(ctx context.Context, service string) error {
	ctx, cancel := context.WithTimeout(ctx, serveTime)
	defer cancel()
	for {
		s, err := d.containers.State(ctx, service)
		if err != nil || s.Status != running {
			return within(ctx, err)
		}
		got, err := d.run(ctx, service, engine.Exec{Cmd: psqlLine(Question{As: "postgres"}, "--command=SELECT 1")})
		if err == nil && !starting(got) {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// within returns nil for an error that came after the time limit.
func within(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// starting reports that the database server does not exist yet or does not accept connections yet.
func starting(s output) bool {
	if s.code == 0 {
		return false
	}
	for _, word := range []string{"No such file or directory", "Connection refused", "starting up", "not yet accepting"} {
		if strings.Contains(s.err, word) {
			return true
		}
	}
	return false
}
