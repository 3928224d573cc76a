// Package labs owns the labs that are up: it finds them, starts one that stays up, shows their state, and removes one. What
// is done inside a lab is not its part: package respond does that for a person, package drill for a drill.
package labs

import (
	"context"
	"fmt"

	"firedrill/internal/engine"
	"firedrill/internal/source"
	"firedrill/stack"
)

// Find returns the lab of that name that is up. For "" it returns the only lab that is up. The error is a source.Mistake
// if no lab can be meant.
func Find(ctx context.Context, e *engine.Engine, name string) (stack.Found, error) {
	all, err := stack.Labs(ctx, e)
	if err != nil {
		return stack.Found{}, err
	}
	return pick(all, name)
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

// Service checks that a lab has a service, and returns its name. "shop" is the first replica of the app.
func Service(lab stack.Found, word string) (string, error) {
	if word == stack.Shop {
		word = stack.ShopName(1)
	}
	var known []string
	for _, m := range lab.Members {
		if m.Service == word {
			return word, nil
		}
		known = append(known, m.Service)
	}
	return "", source.Unknown("service", word, known)
}
