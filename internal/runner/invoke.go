package runner

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"firedrill/internal/drill"

	"github.com/mattn/go-shellwords"
)

// Command is a firedrill command line that acts on a lab.
type Command struct {
	Instance string   // instance name of the lab
	Engine   string   // address of the lab's engine
	Words    []string // without the program name
	Stdout   io.Writer
	Stderr   io.Writer
}

// Invoke runs a command in this process, as if it were typed in another terminal. Its error holds the exit code.
type Invoke func(ctx context.Context, c Command) error

// ExitError reports an exit code other than 0.
type ExitError struct{ Code int }

func (e ExitError) Error() string { return fmt.Sprintf("exit code %d", e.Code) }

// Steps converts command lines, as a responder would type them, to steps in a lab.
func (p Place) Steps(lines []string) []drill.Step {
	var steps []drill.Step
	for _, line := range lines {
		steps = append(steps, drill.Step{Text: line, Do: func(ctx context.Context) error { return p.enter(ctx, line) }})
	}
	return steps
}

// enter runs one command line.
func (p Place) enter(ctx context.Context, line string) error {
	words, err := Words(line)
	if err != nil {
		return err
	}
	var output bytes.Buffer
	err = p.Invoke(ctx, Command{Instance: p.Instance, Engine: p.Engine.Host(),
		Words: append([]string{words[0], "--lab", p.Instance}, words[1:]...), Stdout: &output, Stderr: &output})
	if err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(output.String()))
	}
	return nil
}

// Words splits a command line into words as a shell does, and removes the program name.
func Words(line string) ([]string, error) {
	words, err := shellwords.Parse(line)
	if err != nil {
		return nil, fmt.Errorf("%q is not a command line: %w", line, err)
	}
	if len(words) < 2 || words[0] != "firedrill" {
		return nil, fmt.Errorf("%q does not begin with firedrill and a command of it", line)
	}
	return words[1:], nil
}
