package stack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"firedrill/internal/engine"

	"golang.org/x/sync/errgroup"
)

// TakenError says that a lab cannot start because objects with its names already exist in the engine. They are left
// unchanged.
type TakenError struct{ By []Taker }

// Taker is an object with a name that a lab needs.
type Taker struct {
	Object string // container, network or volume
	Name   string
	Run    string // of firedrill that created it; "" if it does not belong to firedrill
}

func (e TakenError) Error() string {
	var lines []string
	for _, t := range e.By {
		whose := fmt.Sprintf("by a %s that is not firedrill's", t.Object)
		if t.Run != "" {
			whose = fmt.Sprintf("by run %q", t.Run)
		}
		lines = append(lines, fmt.Sprintf("%s name %q is taken %s", t.Object, t.Name, whose))
	}
	return strings.Join(lines, "\n")
}

// Hint says how to free the first of the names.
func (e TakenError) Hint() string {
	t := e.By[0]
	switch {
	case t.Run != "":
		return "firedrill status shows the labs that are up; firedrill clean removes what dead runs have left"
	case t.Object == "container":
		return fmt.Sprintf("docker rename %s NAME frees the name; so does another name for the lab in labs.yaml", t.Name)
	}
	return fmt.Sprintf("docker %s rm %s frees the name; so does another name for the lab in labs.yaml", t.Object, t.Name)
}

// takenBy converts an engine's refusal of a name to an error that names the owner.
func takenBy(err engine.NameTakenError) TakenError {
	return TakenError{[]Taker{{Object: err.Object, Name: err.Name, Run: err.Labels[LabelRun]}}}
}

// checkNames checks that the names of a lab's containers and volumes are free before anything is started. If a name is
// taken after the check, the engine refuses it.
func checkNames(ctx context.Context, e *engine.Engine, b blueprint, services []engine.Container) error {
	var containers []engine.Listed
	var volumes []engine.Volume
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { containers, err = e.List(ctx); return err })
	if b.hasDisk() {
		services = append(slices.Clone(services), b.diskKeeper())
		group.Go(func() (err error) { volumes, err = e.Volumes(ctx); return err })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	var taken TakenError
	for _, s := range services {
		for _, c := range containers {
			if c.Name == s.Name {
				taken.By = append(taken.By, Taker{"container", c.Name, c.Labels[LabelRun]})
			}
		}
	}
	for _, disk := range b.disks() {
		for _, v := range volumes {
			if v.Name == disk.Name {
				taken.By = append(taken.By, Taker{"volume", v.Name, v.Labels[LabelRun]})
			}
		}
	}
	if len(taken.By) > 0 {
		return taken
	}
	return nil
}

// networkNames is the number of names that an instance's network can have.
const networkNames = 10

// networkName chooses a name for an instance's network. A network of an earlier run that the engine could not remove
// keeps its name; a network that was just created belongs to a lab that is starting.
func networkName(instance string, have []engine.Network, now time.Time) (string, error) {
	var last Taker
	for n := range networkNames {
		name := NetworkName(instance)
		if n > 0 {
			name = fmt.Sprintf("%s.%d", name, n+1)
		}
		at := slices.IndexFunc(have, func(h engine.Network) bool { return h.Name == name })
		if at < 0 {
			return name, nil
		}
		last = Taker{"network", name, have[at].Labels[LabelRun]}
		if have[at].Labels[LabelLab] != instance || now.Sub(have[at].Created) < startingTime {
			break
		}
	}
	return "", TakenError{[]Taker{last}}
}

// startingTime is how long a network without containers may belong to a lab that is starting.
const startingTime = time.Minute
