package stack_test

import (
	"fmt"
	"slices"
	"testing"

	"firedrill/internal/engine"
	"firedrill/stack"
)

// joined counts replaced agents, so that each new one gets a unique name.
var joined int

// crash kills the lab's agent and starts another one.
func crash(t *testing.T, e *engine.Engine, running *stack.Running, self string) {
	t.Helper()
	agents, err := e.List(t.Context(), stack.LabelLab+"="+running.Instance)
	if err != nil {
		t.Fatal(err)
	}
	agents = slices.DeleteFunc(agents, func(a engine.Listed) bool {
		return a.Labels[stack.LabelService] != stack.Client && a.Labels[stack.LabelService] != stack.Sidecar
	})
	for _, a := range agents {
		if err := e.Kill(t.Context(), a.ID, "KILL"); err != nil {
			t.Fatal(err)
		}
	}
	_ = running.Release() // its stream ended with the agent
	for _, a := range agents {
		if err := e.Remove(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
	}
	joined++
	if err := running.Join(t.Context(), stack.JoinRequest{Run: fmt.Sprintf("%s-%d", running.Instance, joined), Self: self}); err != nil {
		t.Fatal(err)
	}
}
