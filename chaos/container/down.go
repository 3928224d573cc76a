package container

import (
	"context"
	"errors"
	"slices"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// startAgain starts a container whose process has ended. One that runs, or that another fault paused, is left alone.
func startAgain(ctx context.Context, t *chaos.Target, service string) error {
	s, err := t.Containers.State(ctx, service)
	if err != nil {
		return err
	}
	switch s.Status {
	case chaos.StatusExited, chaos.StatusCreated:
		return t.Containers.Start(ctx, service)
	case chaos.StatusMissing:
		return errors.New("the container is missing")
	}
	return nil
}

// feltDown checks whether a service's users get no answer, with an error of one of the classes.
func feltDown(ctx context.Context, t *chaos.Target, service string, classes ...string) record.Check {
	a := t.Probe(ctx, service)
	return record.Check{OK: !a.OK && slices.Contains(classes, a.Class), Saw: "probe " + a.String()}
}

// down lists the error classes of an ended process. Which one occurs depends on whether its name and its address still resolve,
// and on whether a proxy answers instead.
var down = []string{record.ClassRefused, record.ClassReset, record.ClassDNS, record.ClassTimeout, record.ClassHTTP5Nginx}

func isExited(ctx context.Context, t *chaos.Target, service string) record.Check {
	s, err := t.Containers.State(ctx, service)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: s.Status == chaos.StatusExited, Saw: s.String()}
}

// hasExited reports whether a container's process has ended.
func hasExited(s chaos.State) bool { return s.Status == chaos.StatusExited }
