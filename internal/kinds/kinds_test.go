package kinds

import (
	"context"
	"errors"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
)

// without is a prober of an engine that lacks one capability.
type without string

func (w without) Has(_ context.Context, name string) (bool, string) {
	return name != string(w), "the engine refused it"
}

func TestPageText(t *testing.T) {
	p, err := PageOf("cpu.limit")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := p.Text(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"cpu.limit: ", "\nparameters:\n", "  cpus ", "\nneeds: " + string(chaos.NeedUpdate) + "\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

func TestEntry_EngineSupport(t *testing.T) {
	p, err := PageOf("cpu.limit")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name      string
		support   Support
		known, ok bool
		why       string
	}{
		{"unknown", Unknown(errors.New("no engine")), false, false, "no engine"},
		{"supported", Support{prober: without("")}, true, true, ""},
		{"not supported", Support{prober: without(chaos.NeedUpdate)}, true, false, "the engine refused it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := p.Entry(t.Context(), tt.support)
			if known := e.Available != nil; known != tt.known || known && *e.Available != tt.ok || !strings.Contains(e.Why, tt.why) {
				t.Errorf("available %v, %q", e.Available, e.Why)
			}
			if e.Manual == "" || len(e.Parameters) == 0 {
				t.Errorf("no manual: %+v", e)
			}
		})
	}
}

func TestEntries_OfAllKinds(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	entries := Entries(t.Context(), all, Unknown(errors.New("no engine")))
	if len(entries) != len(catalogue.All().Kinds()) || entries[0].Kind != all[0].Name || entries[0].Manual != "" {
		t.Errorf("%d entries, the first %+v", len(entries), entries[0])
	}
}
