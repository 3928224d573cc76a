package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"firedrill/internal/record"
)

// Statuses of a container, in the engine's words.
const (
	statusRunning    = "running"
	statusPaused     = "paused"
	statusExited     = "exited"
	statusRestarting = "restarting"
	statusCreated    = "created"
	statusMissing    = "missing"
)

// before is what the faults of this family note of a container before they touch it.
type before struct {
	ID      string    `json:"id"`
	Started time.Time `json:"started"`
}

// planRunning notes a container as it stands, and refuses one that does not run: a fault on it would change nothing,
// and its revert would start what someone else had stopped.
func planRunning(ctx context.Context, lab Lab, service string) (Undo, error) {
	s, err := running(ctx, lab, service)
	if err != nil {
		return nil, err
	}
	return json.Marshal(before{ID: s.ID, Started: s.Started})
}

func running(ctx context.Context, lab Lab, service string) (State, error) {
	s, err := lab.Containers().State(ctx, service)
	switch {
	case err != nil:
		return s, err
	case s.Status == statusMissing:
		return s, fmt.Errorf("the lab has no container %q", service)
	case s.Status != statusRunning:
		return s, fmt.Errorf("container %q is %s, not running", service, s.Status)
	}
	return s, nil
}

func readBefore(undo Undo) (before, error) {
	var b before
	if err := json.Unmarshal(undo, &b); err != nil {
		return b, fmt.Errorf("undo: %w", err)
	}
	return b, nil
}

// startAgain is the revert of what ended a container's process. One that runs already, or that another fault froze, is
// left alone.
func startAgain(ctx context.Context, lab Lab, service string) error {
	s, err := lab.Containers().State(ctx, service)
	if err != nil {
		return err
	}
	switch s.Status {
	case statusExited, statusCreated:
		return lab.Containers().Start(ctx, service)
	case statusMissing:
		return errors.New("the container is missing")
	}
	return nil
}

// feltDown looks whether a service's users get no answer from it, in one of the ways that its absence shows.
func feltDown(ctx context.Context, lab Lab, service string, classes ...string) record.Check {
	a := lab.Probe(ctx, service)
	return record.Check{OK: !a.OK && slices.Contains(classes, a.Class), Saw: "probe " + a.String()}
}

// goneWith is the proof of absence of what hit a container: it runs, and its users are served.
func goneWith(ctx context.Context, lab Lab, service string, undo Undo) record.Check {
	b, err := readBefore(undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	s, err := lab.Containers().State(ctx, service)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	saw := s.String()
	if s.ID != b.ID && s.ID != "" {
		saw += " in another container"
	}
	if s.Status != statusRunning {
		return record.Check{Saw: saw}
	}
	return alsoServed(ctx, lab, service, saw)
}

// alsoServed adds a probe of the users' path to what was seen so far.
func alsoServed(ctx context.Context, lab Lab, service, saw string) record.Check {
	a := lab.Probe(ctx, service)
	return record.Check{OK: a.OK, Saw: saw + ", probe " + a.String()}
}

// String says what a state is in a report.
func (s State) String() string {
	if s.Status == statusExited || s.Status == statusRestarting {
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
