package chaos

import (
	"context"
	"fmt"
	"strings"
	"time"

	"firedrill/internal/record"
)

// Statuses of a container, in the engine's words.
const (
	StatusRunning    = "running"
	StatusPaused     = "paused"
	StatusExited     = "exited"
	StatusRestarting = "restarting"
	StatusCreated    = "created"
	StatusMissing    = "missing"
)

func Running(ctx context.Context, lab Lab, service string) (State, error) {
	s, err := lab.Containers().State(ctx, service)
	switch {
	case err != nil:
		return s, err
	case s.Status == StatusMissing:
		return s, fmt.Errorf("the lab has no container %q", service)
	case s.Status != StatusRunning:
		return s, fmt.Errorf("container %q is %s, not running", service, s.Status)
	}
	return s, nil
}

// AlsoServed adds a probe of the users' path to what was seen so far.
func AlsoServed(ctx context.Context, lab Lab, service, saw string) record.Check {
	a := lab.Probe(ctx, service)
	return record.Check{OK: a.OK, Saw: saw + ", probe " + a.String()}
}

// String says what a state is in a report.
func (s State) String() string {
	if s.Status == StatusExited || s.Status == StatusRestarting {
		text := fmt.Sprintf("%s with code %d", s.Status, s.ExitCode)
		if s.OOM {
			text += ", out of memory"
		}
		return text
	}
	return s.Status
}

// String says what a probe found in a report.
func (a Answer) String() string {
	result := "ok"
	if !a.OK {
		result = strings.TrimSpace("failed: " + a.Class)
	}
	text := fmt.Sprintf("%s after %s", result, a.Took.Round(100*time.Microsecond))
	if a.Detail != "" && !a.OK {
		text += " (" + a.Detail + ")"
	}
	return text
}
