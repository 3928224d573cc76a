package runner

import (
	"context"
	"fmt"

	"firedrill/internal/source"
	"firedrill/stack"
)

// reusable returns the run that brought up a lab that a drill wants to reuse. It refuses a lab with a fault in force:
// a drill's baseline must be healthy.
func reusable(ctx context.Context, b *Bench, instance string) (run string, err error) {
	lab, err := stack.Find(ctx, b.Engine, instance)
	if err != nil {
		return "", err
	}
	faults, err := b.Home.InForceOn(b.Engine.Host(), instance, lab.Run())
	if err != nil || len(faults) == 0 {
		return lab.Run(), err
	}
	return "", source.Mistake{Message: fmt.Sprintf("lab %q can't be drilled: %s", instance, faults[0]),
		Hint: "firedrill revert --lab " + instance + " reverts it, or names the process that holds it"}
}
