package scenarios_test

import (
	"slices"
	"strings"
	"testing"

	"firedrill/scenarios"
)

func TestTheLibraryTeaches(t *testing.T) {
	all, err := scenarios.Library(faults{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"db-frozen", "db-outage", "env-wrong-host", "redis-down"} {
		if !slices.Contains(scenarios.Names(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, s := range all {
		if len(s.Hints) < 3 || s.Hardening == "" || s.Teaches == "" {
			t.Errorf("%s lacks hints, a hardening or what it teaches", s.Name)
		}
		if strings.Contains(strings.ToLower(s.Page), s.Cause.Component) || strings.Contains(s.Page, "container") {
			t.Errorf("%s: the page gives the cause away: %s", s.Name, s.Page)
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
