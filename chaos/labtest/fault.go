package labtest

import (
	"slices"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
)

// Made decodes a fault, whose parameters must be right.
func Made(t testing.TB, kind, on string, params map[string]string) chaos.Fault {
	t.Helper()
	f, problems := catalogue.All().Decode(kind, on, params)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", kind, problems)
	}
	return f
}

// Planned plans a fault, which must succeed.
func Planned(t testing.TB, f chaos.Fault, target *chaos.Target) chaos.Undo {
	t.Helper()
	undo, err := f.Plan(t.Context(), target)
	Must(t, err)
	return undo
}

// OnStores returns a planned fault, on a target whose stores answer as a test says.
func OnStores(t testing.TB, kind, on string, params map[string]string, answer func(string) ([][]string, error)) (chaos.Fault, *chaos.Target, *Stores, chaos.Undo) {
	t.Helper()
	target, stores := New(nil, on).Target, &Stores{Answer: answer}
	target.SQL, target.Redis = stores, stores
	f := Made(t, kind, on, params)
	return f, target, stores, Planned(t, f, target)
}

// Must ends a test that can't go on after an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Env lists the variables that a service's container has now, sorted.
func Env(t testing.TB, target *chaos.Target, service string) []string {
	t.Helper()
	s, err := target.Containers.State(t.Context(), service)
	Must(t, err)
	env, err := target.Containers.Env(t.Context(), s.ID)
	Must(t, err)
	slices.Sort(env)
	return env
}
