package container

import (
	"context"
	"errors"
	"slices"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// startAgain is the revert of what ended a container's process. One that runs already, or that another fault froze, is
// left alone.
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

// feltDown looks whether a service's users get no answer from it, in one of the ways that its absence shows.
func feltDown(ctx context.Context, t *chaos.Target, service string, classes ...string) record.Check {
	a := t.Probe(ctx, service)
	return record.Check{OK: !a.OK && slices.Contains(classes, a.Class), Saw: "probe " + a.String()}
}

// down lists the classes of error by which an ended process may show: which one depends on whether its name and its
// address still lead anywhere, and on whether a proxy answers in its place.
var down = []string{record.ClassRefused, record.ClassReset, record.ClassDNS, record.ClassTimeout, record.ClassHTTP5Nginx}

func isExited(ctx context.Context, t *chaos.Target, service string) record.Check {
	s, err := t.Containers.State(ctx, service)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: s.Status == chaos.StatusExited, Saw: s.String()}
}

// hasExited says that a container's process has ended.
func hasExited(s chaos.State) bool { return s.Status == chaos.StatusExited }
