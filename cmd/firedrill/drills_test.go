package main

import (
	"bytes"
	"os"
	"testing"

	"firedrill/internal/library"
	"firedrill/internal/runner"
	"firedrill/internal/settings"
	"firedrill/internal/verify"
	"firedrill/internal/verify/trials"
	"firedrill/scenarios"

	"github.com/spf13/pflag"
)

// The page of the drills, and the book that it is made from.
const (
	drillsPage = "../../docs/drills.md"
	drillsBook = "../../docs/verified.json"
)

func TestThePageOfTheDrillsIsWhatTheLibraryAndTheBookSay(t *testing.T) {
	all, err := scenarios.Library(library.Faults())
	if err != nil {
		t.Fatal(err)
	}
	book, err := verify.OpenBook(drillsBook)
	if err != nil {
		t.Fatal(err)
	}
	var flags pflag.FlagSet
	settings.Flags(&flags)
	labs, err := settings.Load(&flags)
	if err != nil {
		t.Fatal(err)
	}
	now, err := trials.Expected(all, labs.Find)
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := verify.Page(&want, all, book, now); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(drillsPage, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(drillsPage)
	if err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("docs/drills.md is not what the library and the book say: make pages (%v)", err)
	}
}

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
