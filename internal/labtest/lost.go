package labtest

import (
	"context"
	"fmt"
	"testing"

	"firedrill/chaos"
	"firedrill/stack"
)

// While returns a test's context that ends as soon as its lab is lost, that is, when its client is gone: every later
// step would fail, each after its own timeout. The cause says how the lab was lost.
func While(t testing.TB, lab *stack.Running) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-lab.Client().Done():
			cancel(lost(lab))
		case <-ctx.Done():
		}
	}()
	t.Cleanup(func() { cancel(nil); <-watched })
	return ctx
}

// Require fails a test at once if its lab is lost.
func Require(t testing.TB, lab *stack.Running) {
	t.Helper()
	if lab.Client().Err() != nil {
		t.Fatal(lost(lab))
	}
}

// Of returns a function that passes a lab's target to each check of a suite, unless the lab is lost.
func Of(lab *stack.Running) func(*testing.T) *chaos.Target {
	return func(t *testing.T) *chaos.Target {
		t.Helper()
		Require(t, lab)
		return lab.Target()
	}
}

func lost(lab *stack.Running) error {
	return fmt.Errorf("lab %q is lost, its client is gone: %w", lab.Instance, lab.Client().Err())
}
