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

// labelCreation marks the objects of one create call. The mark finds a creation whose answer was lost. Clean-up of
// failed creations goes by the mark alone: a name does not prove who owns an object.
const labelCreation = "firedrill.creation"

// marked adds a new creation mark to labels.
func marked(labels map[string]string) (_ map[string]string, mark string) {
	out := maps.Clone(labels)
	if out == nil {
		out = map[string]string{}
	}
	out[labelCreation] = rand.Text()
	return out, labelCreation + "=" + out[labelCreation]
}

// NameTakenError reports that the engine has another object with the requested name.
type NameTakenError struct {
	Object string // container, network or volume
	Name   string
	Labels map[string]string // labels of the existing object
}

func (e NameTakenError) Error() string {
	return fmt.Sprintf("%s name %q is taken by another %s", e.Object, e.Name, e.Object)
}

// errNameInTransit reports that an earlier create call that was given up has succeeded since.
var errNameInTransit = errors.New("an earlier attempt took effect")

// nameTaken explains a name conflict.
func (e *Engine) nameTaken(ctx context.Context, name, mark string, conflict error) error {
	got, err := e.inspect(ctx, name)
	switch {
	case errdefs.IsNotFound(err):
		return fmt.Errorf("%w: %w", errNameInTransit, conflict) // the object has been removed again
	case err != nil:
		return errors.Join(conflict, err)
	case labelCreation+"="+got.Config.Labels[labelCreation] == mark:
		return fmt.Errorf("%w: %w", errNameInTransit, conflict)
	}
	return NameTakenError{Object: "container", Name: name, Labels: got.Config.Labels}
}

// discard removes what a failed creation left behind, found by its mark alone.
func (e *Engine) discard(ctx context.Context, mark string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removeTime)
	defer cancel()
	found, err := e.List(ctx, mark)
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range found {
		errs = append(errs, e.Remove(ctx, c.ID))
	}
	return errors.Join(errs...)
}

// createdAs finds the container of a create call by its mark.
func (e *Engine) createdAs(ctx context.Context, mark string) (id string, found bool) {
	all, err := e.docker.ContainerList(ctx, container.ListOptions{All: true, Filters: byLabels([]string{mark})})
	if err != nil || len(all) == 0 {
		return "", false
	}
	return all[0].ID, true
}
