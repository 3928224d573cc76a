package respond

import (
	"context"
	"fmt"
	"io"

	"firedrill/internal/engine"
)

// Program is a program to be run in a service's container.
type Program struct {
	Words          []string
	User           string    // empty for the container's own
	Stdin          io.Reader // nil for no input
	Stdout, Stderr io.Writer
}

// Exec runs a program in the container of a service and returns its exit code. When ctx ends first, the program sees the end
// of its input.
func (d *Desk) Exec(ctx context.Context, word string, p Program) (int, error) {
	service, err := d.Service(word)
	if err != nil {
		return 0, err
	}
	var code int
	in, err := d.containers.ID(ctx, service)
	if err == nil {
		code, err = d.engine.Exec(ctx, in, engine.Exec{Cmd: p.Words, User: p.User, Stdin: p.Stdin, Stdout: p.Stdout, Stderr: p.Stderr})
	}
	if err != nil {
		return 0, fmt.Errorf("run %q in %q: %w", p.Words[0], service, err)
	}
	return code, nil
}
