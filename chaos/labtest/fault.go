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
func Planned(t testing.TB, f chaos.Fault, lab chaos.Lab) chaos.Undo {
	t.Helper()
	undo, err := f.Plan(t.Context(), lab)
	Must(t, err)
	return undo
}

// OnStores returns a planned fault on stores that answer as a test says.
func OnStores(t testing.TB, kind, on string, params map[string]string, answer func(string) ([][]string, error)) (chaos.Fault, StoreLab, chaos.Undo) {
	t.Helper()
	lab := StoreLab{Lab: New(nil, on), Fake: &Stores{Answer: answer}}
	f := Made(t, kind, on, params)
	return f, lab, Planned(t, f, lab)
}

// Must ends a test that can't go on after an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Env lists the variables that a service's container has now, sorted.
func Env(t testing.TB, lab chaos.Lab, service string) []string {
	t.Helper()
	s, err := lab.Containers().State(t.Context(), service)
	Must(t, err)
	env, err := lab.Containers().Env(t.Context(), s.ID)
	Must(t, err)
	slices.Sort(env)
	return env
}
