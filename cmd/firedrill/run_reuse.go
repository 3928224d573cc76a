package main

import (
	"context"
	"fmt"

	"firedrill/stack"
)

// reusable returns the run that brought a lab up, for a drill that uses the lab. It refuses a lab with a fault in force:
// a drill's baseline must be healthy, and what is found wrong must be its own.
func reusable(ctx context.Context, b *bench, instance string) (run string, err error) {
	lab, err := stack.Find(ctx, b.engine, instance)
	if err != nil {
		return "", err
	}
	faults, err := b.home.InForceOn(b.engine.Host(), instance, lab.Run())
	if err != nil || len(faults) == 0 {
		return lab.Run(), err
	}
	return "", usageError{fmt.Sprintf("lab %q can't be drilled: %s", instance, faults[0]),
		"firedrill revert --lab " + instance + " reverts it, or names the process that holds it"}
}
