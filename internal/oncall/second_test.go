package oncall_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"firedrill/internal/oncall"
	"firedrill/scenarios"
)

func locked() *scenarios.Scenario {
	return &scenarios.Scenario{Name: "db-lock", Title: "An order waits", Level: 4, Hop: "database", Cause: cause("postgres", "lock"), Hints: []string{"uno", "due"},
		Load: scenarios.Load{Rate: 200}, Page: "orders hang"}
}

func TestFollower_FitsTheFirstDrill(t *testing.T) {
	load := func(how func(*scenarios.Load)) func(*scenarios.Scenario) {
		return func(s *scenarios.Scenario) { how(&s.Load) }
	}
	first := frozen()
	first.Lab, first.Faults = "fragile", []scenarios.Fault{{Kind: "container.pause", On: "redis"}}
	first.Load = scenarios.Load{Rate: 200, Timeout: 10 * time.Second, Newcomers: 0.1, Mix: []scenarios.Share{{Route: "browse", Weight: 90}, {Route: "order", Weight: 10}}}
	tests := map[string]struct {
		change func(*scenarios.Scenario)
		want   bool
	}{
		"another component":             {func(*scenarios.Scenario) {}, true},
		"the same component":            {func(s *scenarios.Scenario) { s.Cause.Component = "redis" }, false},
		"a control":                     {func(s *scenarios.Scenario) { s.Cause = cause(scenarios.None, scenarios.None) }, false},
		"of another lab":                {func(s *scenarios.Scenario) { s.Lab = "ha" }, false},
		"what is done already":          {func(s *scenarios.Scenario) { s.Faults[0].Kind, s.Faults[0].On = "container.pause", "redis" }, false},
		"what is done already, by role": {func(s *scenarios.Scenario) { s.Faults[0].Kind, s.Faults[0].On = "container.pause", "cache" }, false},
		"the same, to another":          {func(s *scenarios.Scenario) { s.Faults[0].Kind = "container.pause" }, true},
		"meant for fewer users":         {load(func(l *scenarios.Load) { l.Rate = 150 }), false},
		"meant for somewhat more users": {load(func(l *scenarios.Load) { l.Rate = 250 }), true},
		"meant for many more users":     {load(func(l *scenarios.Load) { l.Rate = 300 }), false},
		"meant for newcomers":           {load(func(l *scenarios.Load) { l.Newcomers = 0.25 }), false},
		"meant for impatient users":     {load(func(l *scenarios.Load) { l.Timeout = 3 * time.Second }), false},
		"of a route that is rare here": {load(func(l *scenarios.Load) {
			l.Mix = []scenarios.Share{{Route: "browse", Weight: 60}, {Route: "order", Weight: 40}}
		}), false},
		"with a rare route beside": {load(func(l *scenarios.Load) { l.Mix = append(l.Mix, scenarios.Share{Route: "like", Weight: 3}) }), true},
	}
	for name, tt := range tests {
		s := locked()
		s.Lab, s.Faults, s.Load = first.Lab, []scenarios.Fault{{Kind: "postgres.lock", On: "postgres"}}, first.Load
		s.Load.Mix = append([]scenarios.Share(nil), first.Load.Mix...)
		tt.change(s)
		got, err := oncall.Follower([]*scenarios.Scenario{first, quiet(), s}, first, lab, 1)
		if tt.want && got != s || !tt.want && !errors.Is(err, oncall.ErrNone) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if led := oncall.Followed([]*scenarios.Scenario{first, quiet(), s}, lab); tt.want != (led[0] == first) {
			t.Errorf("%s: followed are %d", name, len(led))
		}
	}
}

func TestFollower_ExistsForAlmostEveryDrill(t *testing.T) {
	all := library(t)
	if led := oncall.Followed(all, lab); len(led) < len(all)*4/5 {
		t.Errorf("%d of %d drills can be followed", len(led), len(all))
	}
	seen := map[string]bool{}
	for _, s := range all {
		for seed := range uint64(20) {
			a, err := oncall.Follower(all, s, lab, seed)
			b, _ := oncall.Follower(all, s, lab, seed)
			if a != b {
				t.Fatalf("%s, seed %d: %s, then %s", s.Name, seed, a.Name, b.Name)
			}
			if err == nil {
				seen[a.Name] = true
			}
		}
	}
	if len(seen) < len(all)/2 {
		t.Errorf("only %d drills ever come second", len(seen))
	}
}

// both plays a round with a second incident: the steps of the first after its page, then those of the second after
// its page.
func both(t *testing.T, first, second []string) *oncall.Round {
	t.Helper()
	r := &oncall.Round{Scenario: frozen(), Next: locked(), Modifiers: oncall.Modifiers{Second: true}}
	at := time.Minute
	for _, steps := range [][]string{first, second} {
		if steps == nil {
			return r
		}
		r.Note(at-10*time.Second, oncall.Broken, "")
		r.Note(at, oncall.Paged, "it hangs")
		at = act(t, r, at, steps...) + 30*time.Second
	}
	return r
}

func TestRound_EndsWithTheSecondResolve(t *testing.T) {
	r := both(t, []string{"ack", "hint", "redis frozen paused", "resolve"}, nil)
	if r.Over() || !r.Halfway() {
		t.Fatalf("after the first: over %v, halfway %v", r.Over(), r.Halfway())
	}
	for name, err := range map[string]error{"ack": r.Ack(0), "resolve": r.Resolve(0), "give-up": r.GiveUp(0)} {
		if err == nil || err.Error() != "that page is resolved, and there is no new one" {
			t.Errorf("%s between the incidents: %v", name, err)
		}
	}
	r.Note(2*time.Minute, oncall.Paged, "orders hang")
	if hint, err := r.Hint(0); hint != "uno" || err != nil {
		t.Errorf("the hint is %q, %v", hint, err)
	}
	if e, err := r.Diagnosed(0, oncall.Diagnosis{Component: "redis", Mechanism: "frozen"}); e.Right || e.Part || err != nil {
		t.Errorf("the first cause, of the second: %+v, %v", e, err)
	}
	if e, err := r.Diagnosed(0, oncall.Diagnosis{Component: "postgres", Mechanism: "lock"}); !e.Right || err != nil {
		t.Errorf("the second cause: %+v, %v", e, err)
	}
	if err := r.Resolve(0); err != nil || !r.Over() || r.Halfway() {
		t.Errorf("after the second: %v, over %v", err, r.Over())
	}
}

func TestRound_SparedSecondIncidentLeavesOneIncident(t *testing.T) {
	table := oncall.NewTable(frozen(), 1, oncall.Modifiers{Second: true})
	table.Follow(locked())
	table.Note(oncall.Paged, "it hangs")
	table.Answer(oncall.Ask{Verb: oncall.Diagnose, Diagnosis: oncall.Diagnosis{Component: "redis", Mechanism: "frozen", Evidence: "paused"}})
	if a := table.Answer(oncall.Ask{Verb: oncall.Resolved}); a.Over || a.Error != "" {
		t.Fatalf("%+v", a)
	}
	if !isClosed(table.Halfway()) || isClosed(table.Over()) {
		t.Fatal("not halfway after the first resolve")
	}
	table.Note(oncall.Spared, "db-lock did not come")
	if !isClosed(table.Over()) {
		t.Fatal("not over when no second incident comes")
	}
	r := table.Round()
	sheet := oncall.Score(&r, oncall.Facts{Held: true})
	if sheet.Total != 85 { // all points except those of the page, which nobody acknowledged
		t.Errorf("%+v", sheet)
	}
	if text := debriefOf(t, &r, sheet); !strings.Contains(text, "db-lock did not come") || strings.Contains(text, "postgres: lock") {
		t.Errorf("the debrief:\n%s", text)
	}
}

func TestScore_TwoIncidents(t *testing.T) {
	held := oncall.Facts{Held: true}
	broken := oncall.Facts{Why: "users are hurt"}
	one, two := []string{"ack", "redis frozen paused", "resolve"}, []string{"ack", "postgres lock waits", "resolve"}
	tests := map[string]struct {
		round *oncall.Round
		facts oncall.Facts
		want  int
	}{
		"both found and mended":              {both(t, one, two), held, 100},
		"both found, not mended":             {both(t, one, two), broken, 50},
		"the first alone found":              {both(t, one, []string{"ack", "resolve"}), held, 81},
		"the second alone found":             {both(t, []string{"ack", "resolve"}, two), held, 81},
		"the second page not taken":          {both(t, one, two[1:]), held, 92},
		"given up at the second":             {both(t, one, []string{"ack", "give-up"}), held, 31},
		"a hint for each":                    {both(t, append([]string{"hint"}, one...), append([]string{"hint"}, two...)), held, 90},
		"a wrong diagnosis of each":          {both(t, append([]string{"nginx stopped x"}, one...), append([]string{"nginx stopped x"}, two...)), held, 95},
		"the time was up after the first":    {both(t, one, nil), held, 50},
		"given up at the first, which ended": {both(t, []string{"ack", "redis frozen paused", "give-up"}, nil), held, 50},
	}
	for name, tt := range tests {
		if got := oncall.Score(tt.round, tt.facts); got.Total != tt.want {
			t.Errorf("%s: %d, want %d: %+v", name, got.Total, tt.want, got.Lines)
		}
	}
}

func TestDebrief_NamesBothCauses(t *testing.T) {
	r := both(t, []string{"ack", "resolve"}, []string{"ack", "resolve"})
	text := debriefOf(t, r, oncall.Score(r, oncall.Facts{}))
	for _, want := range []string{"redis-frozen", "db-lock: An order waits", "redis: frozen", "postgres: lock"} {
		if !strings.Contains(text, want) {
			t.Errorf("the debrief lacks %q:\n%s", want, text)
		}
	}
	var postmortem bytes.Buffer
	if err := (oncall.Debrief{Round: *r}).Postmortem(&postmortem); err != nil || !strings.Contains(postmortem.String(), "orders hang") || !strings.Contains(postmortem.String(), "postgres: lock") {
		t.Errorf("%v\n%s", err, postmortem.String())
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func debriefOf(t *testing.T, r *oncall.Round, sheet oncall.Sheet) string {
	t.Helper()
	var b bytes.Buffer
	if err := (oncall.Debrief{Round: *r, Sheet: sheet}).Text(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
