package respond

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"firedrill/internal/engine"
	"firedrill/stack"
)

// Order is one command for the lab's cache.
type Order struct {
	Words  []string
	JSON   bool
	Within time.Duration
}

// Redis runs a command with the cache's own client, with the password that the lab came up with, and writes the answer.
func (d *Desk) Redis(ctx context.Context, o Order, w io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, o.Within)
	defer cancel()
	password, err := d.cachePassword(ctx)
	if err != nil {
		return err
	}
	form := "--no-raw"
	if o.JSON {
		form = "--json"
	}
	got, err := d.run(ctx, stack.Redis, engine.Exec{Cmd: append([]string{"redis-cli", "-e", "--no-auth-warning", form}, o.Words...),
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

// cachePassword is the one by which the app is to log in to the cache.
func (d *Desk) cachePassword(ctx context.Context) (string, error) {
	env, err := d.originalEnv(ctx, stack.ShopName(1))
	if err != nil {
		return "", err
	}
	return variables(env)["CACHE_PASSWORD"], nil
}
