package main

import (
	"testing"

	"firedrill/internal/library"
	"firedrill/internal/runner"
	"firedrill/scenarios"
)

// Every line that a responder is to type is one of our commands, with flags that it has.
func TestEveryFixCanBeTyped(t *testing.T) {
	all, err := scenarios.Library(library.Faults())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		for _, line := range append(append([]string{}, s.Fix...), s.Trigger...) {
			words, err := runner.Words(line)
			if err != nil {
				t.Errorf("%s: %v", s.Name, err)
				continue
			}
			cmd, rest, err := (&app{}).root().Find(words)
			if err != nil || cmd.Name() == "firedrill" {
				t.Errorf("%s: %q is no command: %v", s.Name, line, err)
				continue
			}
			if err := cmd.ParseFlags(rest); err != nil {
				t.Errorf("%s: %q: %v", s.Name, line, err)
			}
			if cmd.Flags().Lookup("lab") == nil {
				t.Errorf("%s: %q can't be told which lab is meant", s.Name, line)
			}
		}
	}
}
