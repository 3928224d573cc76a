package respond

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/environ"
	"firedrill/internal/topology"
)

// Order is one Redis command.
type Order struct {
	Words  []string
	JSON   bool
	Within time.Duration
}

// Redis runs a command with redis-cli and the password that the lab started with, and writes the answer.
func (d *Desk) Redis(ctx context.Context, o Order, w io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, o.Within)
	defer cancel()
	cache, err := d.first(topology.RoleCache)
	if err != nil {
		return err
	}
	password, err := d.cachePassword(ctx)
	if err != nil {
		return err
	}
	form := "--no-raw"
	if o.JSON {
		form = "--json"
	}
	got, err := d.run(ctx, cache, engine.Exec{Cmd: append([]string{"redis-cli", "-e", "--no-auth-warning", form}, o.Words...),
		Env: []string{"REDISCLI_AUTH=" + password}})
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("the cache did not answer within %s", o.Within)
	}
	if err != nil {
		return err
	}
	if got.code != 0 {
		return errors.New(strings.TrimSpace(got.err + got.out))
	}
	_, err = io.WriteString(w, got.out)
	return err
}

// cachePassword returns the password that the app was given for Redis.
func (d *Desk) cachePassword(ctx context.Context) (string, error) {
	app, err := d.first(topology.RoleApp)
	if err != nil {
		return "", err
	}
	env, err := d.originalEnv(ctx, app)
	if err != nil {
		return "", err
	}
	return environ.Map(env)["CACHE_PASSWORD"], nil
}
