package respond

import (
	"context"
	"fmt"

	"firedrill/internal/engine"
)

// Exec runs a program in a service's container and returns its exit code. When ctx ends first, the program sees the end
// of its input.
func (d *Desk) Exec(ctx context.Context, service string, x engine.Exec) (int, error) {
	var code int
	in, err := d.containers.ID(ctx, service)
	if err == nil {
		code, err = d.engine.Exec(ctx, in, x)
	}
	if err != nil {
		return 0, fmt.Errorf("run %q in %q: %w", x.Cmd[0], service, err)
	}
	return code, nil
}
