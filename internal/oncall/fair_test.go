package oncall_test

import (
	"strings"
	"testing"
	"time"

	"firedrill/internal/oncall"
	"firedrill/scenarios"
)

func TestPick_ConsecutiveSeedsGiveDifferentDrills(t *testing.T) {
	all := library(t)
	seen := map[string]uint64{}
	for seed := uint64(100); seed < 110; seed++ {
		s, err := oncall.Pick(all, oncall.Wanted{}, seed)
		if err != nil {
			t.Fatal(err)
		}
		if before, again := seen[s.Name]; again && !s.Control() {
			t.Errorf("seeds %d and %d both give %s", before, seed, s.Name)
		}
		seen[s.Name] = seed
	}
}

func TestPick_ChoosesDrillsEvenly(t *testing.T) {
	all := library(t)
	count := map[string]int{}
	const rounds = 20000
	for seed := range uint64(rounds) {
		s, err := oncall.Pick(all, oncall.Wanted{}, seed)
		if err != nil {
			t.Fatal(err)
		}
		count[s.Name]++
	}
	incidents := 0
	for _, s := range all {
		if !s.Control() {
			incidents++
		}
	}
	mean := rounds * 0.75 / float64(incidents)
	for _, s := range all {
		if n := float64(count[s.Name]); !s.Control() && (n < 0.8*mean || n > 1.2*mean) {
			t.Errorf("%s comes %.0f times, on average it is %.0f", s.Name, n, mean)
		}
	}
}

func TestInnocent_SomeChangesComeAfterTheFault(t *testing.T) {
	for seed := range uint64(200) {
		quiet := oncall.When(seed).Quiet
		after := 0
		for _, c := range oncall.Innocent(seed, quiet, []string{"shop-1"}) {
			if c.After > quiet {
				after++
				if !strings.HasPrefix(c.String(), "migration ") {
					t.Errorf("seed %d: %s while the lab is ill", seed, c)
				}
			}
		}
		if after == 0 {
			t.Errorf("seed %d: the last change is the answer", seed)
		}
	}
}

func TestDisguised_ControlGetsThePageOfAnIncident(t *testing.T) {
	all := library(t)
	own := map[string]bool{}
	for _, s := range all {
		if s.Control() {
			own[s.Page] = true
		}
	}
	pages := map[string]bool{}
	for _, s := range all {
		for seed := range uint64(50) {
			got := oncall.Disguised(all, s, seed)
			switch {
			case !s.Control() && got != s:
				t.Fatalf("%s is another", s.Name)
			case s.Control():
				pages[got.Page] = true
				if own[got.Page] || !got.Control() {
					t.Errorf("%s, seed %d: %q", s.Name, seed, got.Page)
				}
			}
		}
	}
	if len(pages) < 20 {
		t.Errorf("only %d pages", len(pages))
	}
}

// diagnosed makes a diagnosis of an incident after its page.
func diagnosed(t *testing.T, s *scenarios.Scenario, component, mechanism string) (oncall.Entry, string) {
	t.Helper()
	table := oncall.NewTable(s, 1, oncall.Modifiers{})
	table.Note(oncall.Paged, "it hangs")
	a := table.Answer(oncall.Ask{Verb: oncall.Diagnose, Diagnosis: oncall.Diagnosis{Component: component, Mechanism: mechanism}})
	if a.Error != "" {
		t.Fatal(a.Error)
	}
	log := table.Round().Log
	return log[len(log)-1], a.Said
}

func TestDiagnosed_AcceptsAlternativeCauses(t *testing.T) {
	address := &scenarios.Scenario{Cause: cause("shop", "wrong-value"), Faults: []scenarios.Fault{{Kind: "env.set", On: "shop-1", Params: map[string]string{"name": "DB_HOST"}}}}
	unit := &scenarios.Scenario{Cause: cause("shop", "wrong-value"), Faults: []scenarios.Fault{{Kind: "env.set", On: "shop-1", Params: map[string]string{"name": "DB_TIMEOUT"}}}}
	rotated := &scenarios.Scenario{Cause: cause("redis", "rotated-password")}
	tests := []struct {
		s                    *scenarios.Scenario
		component, mechanism string
		says                 string
	}{
		{frozen(), "redis", "frozen", "correct"},
		{frozen(), "redis-1", "frozen", "correct"},
		{frozen(), "redis", "stopped", "right component, wrong mechanism"},
		{frozen(), "postgres-replica", "frozen", "wrong component: the cause is not in postgres"},
		{frozen(), "none", "none", "there is an incident"},
		{address, "shop-2", "wrong-value", "correct"},
		{address, "shop", "wrong-address", "correct"},
		{address, "shop", "no-such-name", "correct"},
		{unit, "shop", "wrong-address", "right component, wrong mechanism"},
		{rotated, "redis", "wrong-secret", "correct"},
		{rotated, "shop", "wrong-secret", "correct"},
		{rotated, "shop", "crashed", "right component, wrong mechanism"},
	}
	for _, tt := range tests {
		if _, text := diagnosed(t, tt.s, tt.component, tt.mechanism); !strings.Contains(text, tt.says) {
			t.Errorf("%v: %s %s: %q, want %q", tt.s.Cause, tt.component, tt.mechanism, text, tt.says)
		}
	}
}

func TestScore_WrongNoIncidentIsNeverFree(t *testing.T) {
	held := oncall.Facts{Symptom: 51 * time.Second, Felt: true, Held: true, Bad: 2000, Scheduled: 10000, DoNothing: 0.8}
	plain := oncall.Score(play(t, frozen(), "ack", "redis frozen paused", "resolve"), held).Total
	for name, tt := range map[string]struct {
		probe []string
		cost  int
	}{
		"none":                {[]string{"none none probe"}, 5},
		"a wrong cause":       {[]string{"redis slow probe"}, 0},
		"a cause and none":    {[]string{"redis slow probe", "none none probe"}, 5},
		"none, twice":         {[]string{"none none probe", "none none probe"}, 10},
		"two causes and none": {[]string{"redis slow probe", "nginx slow probe", "none none probe"}, 10},
	} {
		steps := append(append([]string{"ack"}, tt.probe...), "redis frozen paused", "resolve")
		if got := plain - oncall.Score(play(t, frozen(), steps...), held).Total; got != tt.cost {
			t.Errorf("%s costs %d, want %d", name, got, tt.cost)
		}
	}
}
