package oncall_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"firedrill/internal/oncall"
	"firedrill/scenarios"
)

func cause(c, m string) scenarios.Cause { return scenarios.Cause{Component: c, Mechanism: m} }

func frozen() *scenarios.Scenario {
	return &scenarios.Scenario{Name: "redis-frozen", Level: 2, Hop: "cache", Cause: cause("redis", "frozen"), Hints: []string{"one", "two", "three"},
		Load: scenarios.Load{Rate: 200}}
}

func quiet() *scenarios.Scenario {
	return &scenarios.Scenario{Name: "all-quiet", Level: 1, Hop: "none", Cause: cause(scenarios.None, scenarios.None), Load: scenarios.Load{Rate: 200}}
}

func TestPick_IsDeterministicAndIncludesControls(t *testing.T) {
	all := []*scenarios.Scenario{frozen(), quiet(), {Name: "db-lock", Level: 4, Hop: "database", Cause: cause("postgres", "lock")}}
	quietRounds := 0
	for seed := range uint64(400) {
		a, err := oncall.Pick(all, oncall.Wanted{}, seed)
		b, _ := oncall.Pick(all, oncall.Wanted{}, seed)
		if err != nil || a != b {
			t.Fatalf("seed %d: %v, %v, %v", seed, a, b, err)
		}
		if first, again := oncall.When(seed), oncall.When(seed); first != again {
			t.Fatalf("seed %d: %+v, then %+v", seed, first, again)
		}
		if a.Control() {
			quietRounds++
		}
	}
	if quietRounds < 70 || quietRounds > 130 {
		t.Errorf("%d of 400 rounds are controls, want about one in four", quietRounds)
	}
	for seed := range uint64(100) {
		if s, err := oncall.Pick(all, oncall.Wanted{Level: 4}, seed); err != nil || !s.Control() && s.Level != 4 {
			t.Fatalf("asked for level 4: %+v, %v", s, err)
		}
	}
	if s, err := oncall.Pick(all, oncall.Wanted{Name: "db-lock"}, 1); err != nil || s.Name != "db-lock" {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := oncall.Pick(all, oncall.Wanted{Hop: "tls"}, 1); !errors.Is(err, oncall.ErrNone) {
		t.Errorf("no such drill: %v", err)
	}
}

// play plays a round with a responder's steps, one every ten seconds after the page.
func play(t *testing.T, s *scenarios.Scenario, steps ...string) *oncall.Round {
	t.Helper()
	r := &oncall.Round{Scenario: s, Seed: 1}
	at := time.Minute
	r.Note(at-10*time.Second, oncall.Broken, "")
	r.Note(at, oncall.Paged, "it hangs")
	act(t, r, at, steps...)
	return r
}

// act takes a responder's steps, one every ten seconds, and returns the time of the last one.
func act(t *testing.T, r *oncall.Round, at time.Duration, steps ...string) time.Duration {
	t.Helper()
	for _, step := range steps {
		at += 10 * time.Second
		var err error
		switch step {
		case "ack":
			err = r.Ack(at)
		case "hint":
			_, err = r.Hint(at)
		case "resolve":
			err = r.Resolve(at)
		case "give-up":
			err = r.GiveUp(at)
		default:
			var d oncall.Diagnosis
			if _, err = fmt.Sscanf(step, "%s %s %s", &d.Component, &d.Mechanism, &d.Evidence); err != nil {
				t.Fatal(err)
			}
			_, err = r.Diagnosed(at, d)
		}
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
	return at
}

func TestScore(t *testing.T) {
	held := oncall.Facts{Symptom: 51 * time.Second, Felt: true, Held: true, Bad: 2000, Scheduled: 10000, DoNothing: 0.8}
	broken := oncall.Facts{Symptom: 51 * time.Second, Felt: true, Why: "users are hurt", Bad: 9000, Scheduled: 10000, DoNothing: 0.8}
	expert := []string{"ack", "redis frozen paused", "resolve"}
	tests := map[string]struct {
		round     *oncall.Round
		facts     oncall.Facts
		low, high int
	}{
		"an expert":                             {play(t, frozen(), expert...), held, 95, 100},
		"nothing":                               {play(t, frozen()), broken, 0, 0},
		"a taken page alone":                    {play(t, frozen(), "ack"), broken, 15, 15},
		"restarted everything, found nothing":   {play(t, frozen(), "resolve"), held, 35, 50},
		"restarted in vain":                     {play(t, frozen(), "ack", "resolve"), broken, 15, 15},
		"found, and not mended":                 {play(t, frozen(), "ack", "redis frozen paused", "give-up"), broken, 50, 50},
		"all hints":                             {play(t, frozen(), "ack", "hint", "hint", "hint", "redis frozen paused", "resolve"), held, 60, 65},
		"two wrong diagnoses before":            {play(t, frozen(), "ack", "nginx stopped x", "shop stopped x", "redis frozen paused", "resolve"), held, 90, 95},
		"the component alone":                   {play(t, frozen(), "ack", "redis stopped x", "resolve"), held, 75, 80},
		"a control, seen through":               {play(t, quiet(), "ack", "none none calm", "resolve"), oncall.Facts{Held: true}, 100, 100},
		"a control, and a false alarm":          {play(t, quiet(), "ack", "redis frozen paused", "resolve"), oncall.Facts{Held: true}, 0, 0},
		"a control, and nothing was said of it": {play(t, quiet(), "ack"), oncall.Facts{Held: true}, 0, 0},
	}
	for name, tt := range tests {
		if got := oncall.Score(tt.round, tt.facts); got.Total < tt.low || got.Total > tt.high {
			t.Errorf("%s: %d, want %d to %d: %+v", name, got.Total, tt.low, tt.high, got.Lines)
		}
	}
}

func TestRound_RefusesActionsOutOfPlace(t *testing.T) {
	r := &oncall.Round{Scenario: frozen()}
	if err := r.Ack(0); err == nil || err.Error() != "you have not been paged yet" {
		t.Errorf("before the page: %v", err)
	}
	r = play(t, frozen(), "hint", "hint", "hint")
	if _, err := r.Hint(0); err == nil || err.Error() != "there are no more hints" {
		t.Errorf("a fourth hint: %v", err)
	}
	if _, err := r.Diagnosed(0, oncall.Diagnosis{Component: "rediss", Mechanism: "frozen"}); err == nil || err.Error() != "unknown component \"rediss\"\nhint: did you mean redis?" {
		t.Errorf("a mistyped component: %v", err)
	}
	r = play(t, frozen(), "resolve")
	if err := r.GiveUp(0); err == nil || err.Error() != "the round is over" {
		t.Errorf("after the end: %v", err)
	}
}
