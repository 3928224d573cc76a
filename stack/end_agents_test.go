package stack_test

import (
	"slices"
	"testing"

	"firedrill/internal/labtest"
	"firedrill/stack"
)

func TestEndAgents_LeavesTheServices(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "agents", labtest.Lab(1))
	if err := running.Accompany(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := stack.EndAgents(t.Context(), e, running.Run()); err != nil {
		t.Fatal(err)
	}
	all, err := e.List(t.Context(), stack.LabelLab+"="+running.Instance)
	if err != nil {
		t.Fatal(err)
	}
	var services []string
	for _, c := range all {
		if c.Status == "running" {
			services = append(services, c.Labels[stack.LabelService])
		}
	}
	slices.Sort(services)
	if want := []string{stack.Nginx, stack.Postgres, stack.Redis, stack.ShopName(1)}; !slices.Equal(services, want) {
		t.Errorf("running: %q, want %q", services, want)
	}
}
