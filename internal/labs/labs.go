// Package labs owns the running labs: it finds them, starts one that stays up, shows their state, and removes one.
// Actions inside a lab belong to package respond for a person and to package drill for a drill.
package labs

import (
	"context"
	"fmt"

	"firedrill/internal/changes"
	"firedrill/internal/runner"
	"firedrill/internal/source"
	"firedrill/stack"
)

// Lab is a running lab on an open engine.
type Lab struct {
	Bench *runner.Bench
	Found stack.Found
}

// Find returns the running lab of that name. For "" it returns the only running lab. The error is a source.Mistake if
// there is no such lab.
func Find(ctx context.Context, b *runner.Bench, name string) (*Lab, error) {
	all, err := stack.Labs(ctx, b.Engine)
	if err != nil {
		return nil, err
	}
	found, err := pick(all, name)
	return &Lab{b, found}, err
}

func pick(all []stack.Found, name string) (stack.Found, error) {
	var names []string
	for _, l := range all {
		if l.Instance == name {
			return l, nil
		}
		names = append(names, l.Instance)
	}
	switch {
	case len(names) == 0:
		return stack.Found{}, source.Mistake{Message: "no lab is up", Hint: "firedrill up starts one"}
	case name != "":
		return stack.Found{}, source.Unknown("lab that is up", name, names)
	case len(names) == 1:
		return all[0], nil
	}
	return stack.Found{}, source.Mistake{Message: fmt.Sprintf("more than one lab is up: %q", names), Hint: "name one of them"}
}

// Changes returns the lab's change log.
func (l *Lab) Changes() (changes.List, error) {
	all, err := l.Bench.Home.Changes(l.Found.Run).Read()
	return changes.List{Lab: l.Found.Instance, Changes: all}, err
}
