package scenarios_test

import (
	"slices"
	"strings"
	"testing"

	"firedrill/internal/topology"
	"firedrill/scenarios"
)

// common are components whose names are words that users have, too.
var common = []string{"shop", "certificate"}

func TestTheLibraryTeaches(t *testing.T) {
	all, err := scenarios.Library(scenarios.Recorded(faults{}.Workload()))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"db-frozen", "db-outage", "env-wrong-host", "redis-down"} {
		if !slices.Contains(scenarios.Names(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, s := range all {
		if s.Teaches == "" || !s.Control() && (len(s.Hints) < 3 || len(s.Fix) == 0 || len(s.Signature) == 0) {
			t.Errorf("%s lacks what it teaches, three hints, a fix or a signature", s.Name)
		}
		if !slices.Contains(topology.Findable(), s.Hop) {
			t.Errorf("%s: the grade never finds its hop %q", s.Name, s.Hop)
		}
		if !slices.Contains(scenarios.Components, s.Cause.Component) || !slices.ContainsFunc(scenarios.Mechanisms, func(m scenarios.Mechanism) bool { return m.Name == s.Cause.Mechanism }) {
			t.Errorf("%s: a responder can't name the cause %+v", s.Name, s.Cause)
		}
		if !s.Control() && strings.Contains(strings.ToLower(s.Page), s.Cause.Component) && !slices.Contains(common, s.Cause.Component) || strings.Contains(s.Page, "container") {
			t.Errorf("%s: the page gives the cause away: %s", s.Name, s.Page)
		}
		for _, line := range slices.Concat(s.Fix, s.Trigger) {
			if !strings.HasPrefix(line, "firedrill ") {
				t.Errorf("%s: %q is no command of firedrill, so that it could not be typed on every engine", s.Name, line)
			}
		}
		if !slices.ContainsFunc(s.Objectives, func(o scenarios.Objective) bool { return o.Key }) {
			t.Errorf("%s has no key objective", s.Name)
		}
		if !slices.ContainsFunc(s.Objectives, func(o scenarios.Objective) bool { return o.Phase == "baseline" }) {
			t.Errorf("%s does not say what is normal", s.Name)
		}
	}
}

func TestAnUnknownScenarioNamesTheNearest(t *testing.T) {
	_, err := scenarios.Find("db-outgae", faults{})
	if err == nil || err.Error() != "unknown scenario \"db-outgae\"\nhint: did you mean db-outage?" {
		t.Errorf("%v", err)
	}
}
