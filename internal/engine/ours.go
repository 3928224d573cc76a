package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
)

// labelCreation marks what one call of ours has made. By it a creation whose answer was lost is found again, and by
// nothing else is anything removed that was not wanted in the end: a name says nothing of whose an object is.
const labelCreation = "firedrill.creation"

// marked adds the mark of a new creation to labels.
func marked(labels map[string]string) (_ map[string]string, mark string) {
	out := maps.Clone(labels)
	if out == nil {
		out = map[string]string{}
	}
	out[labelCreation] = rand.Text()
	return out, labelCreation + "=" + out[labelCreation]
}

// NameTakenError says that the engine has another object of the name that was asked for.
type NameTakenError struct {
	Object string // container, network or volume
	Name   string
	Labels map[string]string // of the one that has it
}

func (e NameTakenError) Error() string {
	return fmt.Sprintf("%s name %q is taken by another %s", e.Object, e.Name, e.Object)
}

// errNameInTransit says that a creation of ours that was given up has come true since.
var errNameInTransit = errors.New("an attempt that was given up came true")

// nameTaken explains a conflict of names.
func (e *Engine) nameTaken(ctx context.Context, name, mark string, conflict error) error {
	got, err := e.inspect(ctx, name)
	switch {
	case errdefs.IsNotFound(err):
		return fmt.Errorf("%w: %w", errNameInTransit, conflict) // gone again
	case err != nil:
		return errors.Join(conflict, err)
	case labelCreation+"="+got.Config.Labels[labelCreation] == mark:
		return fmt.Errorf("%w: %w", errNameInTransit, conflict)
	}
	return NameTakenError{Object: "container", Name: name, Labels: got.Config.Labels}
}

// discard removes what a failed creation left, found by its mark alone.
func (e *Engine) discard(ctx context.Context, mark string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removeTime)
	defer cancel()
	left, err := e.List(ctx, mark)
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range left {
		errs = append(errs, e.Remove(ctx, c.ID))
	}
	return errors.Join(errs...)
}

// createdAs finds the container that a creation has made.
func (e *Engine) createdAs(ctx context.Context, mark string) (id string, found bool) {
	all, err := e.docker.ContainerList(ctx, container.ListOptions{All: true, Filters: byLabels([]string{mark})})
	if err != nil || len(all) == 0 {
		return "", false
	}
	return all[0].ID, true
}
