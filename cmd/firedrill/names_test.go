package main

import (
	"slices"
	"testing"

	"firedrill/internal/drill"
	"firedrill/internal/library"
	"firedrill/internal/record"
	"firedrill/internal/settings"
	"firedrill/scenarios"

	"github.com/spf13/pflag"
)

// Package scenarios must not know the packages whose names a scenario may use. Here all are known.
func TestAScenariosNamesAreThoseOfTheOtherParts(t *testing.T) {
	tests := []struct {
		what string
		got  []string
		want []string
	}{
		{"classes", scenarios.Classes, []string{record.ClassRefused, record.ClassReset, record.ClassTimeout, record.ClassDNS, record.ClassTLS,
			record.ClassHTTP5Nginx, record.ClassHTTP5App, record.ClassHTTP4, record.ClassBadBody, record.ClassDropped, record.ClassOther}},
	}
	for _, tt := range tests {
		if !slices.Equal(tt.got, tt.want) {
			t.Errorf("%s: a scenario may name %q, there are %q", tt.what, tt.got, tt.want)
		}
	}
}

func TestEveryScenarioHitsWhatItsLabHas(t *testing.T) {
	all, err := scenarios.Library(library.Faults())
	if err != nil {
		t.Fatal(err)
	}
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	settings.Flags(flags)
	t.Chdir(t.TempDir())
	labs, err := settings.Load(flags)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		lab, err := labs.Find(s.Lab)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		if _, err := drill.Resolve(s, lab); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
}
