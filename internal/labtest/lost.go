package labtest

import (
	"context"
	"fmt"
	"testing"

	"firedrill/chaos"
	"firedrill/stack"
)

// While is a test's context that ends as soon as its lab is lost: its client is gone, so that all that follows would fail,
// each after a wait of its own. The cause says how it was lost.
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

// Require ends a test at once whose lab is lost.
func Require(t testing.TB, lab *stack.Running) {
	t.Helper()
	if lab.Client().Err() != nil {
		t.Fatal(lost(lab))
	}
}

// Of hands a lab's target to each check of a suite, unless it is lost.
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
