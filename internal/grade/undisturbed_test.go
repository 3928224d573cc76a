package grade

import (
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
)

// also inserts events into a drill, before its end.
func also(more ...record.Event) func([]record.Event) []record.Event {
	return func(all []record.Event) []record.Event {
		last := len(all) - 1
		return append(append(append([]record.Event{}, all[:last]...), more...), all[last])
	}
}

func reported(at int64, service, action string) record.Event {
	return record.Event{At: at, Engine: &record.Engine{Service: service, Container: service, Action: action, When: at}}
}

func TestGrade_UnexplainedEventMakesDrillInvalid(t *testing.T) {
	second := int64(1_000_000)
	followed := record.Event{Engine: &record.Engine{Action: record.EngineFollowed}}
	ended := func(byHand bool) record.Event {
		return record.Event{At: 20 * second, Fault: &record.Fault{ID: "container.stop#1", Kind: "container.stop", Target: "postgres", Step: record.StepEnded,
			Mechanism: &record.Check{Saw: "running"}, ByHand: byHand}}
	}
	tests := []struct {
		name   string
		events []record.Event
		code   record.Code
		reason string
	}{
		{"nothing", []record.Event{followed}, "", ""},
		{"stopped", []record.Event{followed, reported(14*second, "redis", "stop")}, record.CodeOutside, "redis was stopped from outside at 14.0 s"},
		{"after the load", []record.Event{followed, reported(39*second+1, "redis", "stop")}, "", ""},
		{"a gap is no interference", []record.Event{followed, {At: 14 * second, Engine: &record.Engine{Action: record.EngineMissed, Error: "reset"}}}, "", ""},
		{"the fault was lost", []record.Event{followed, ended(false)}, record.CodeFaultLost, `fault "container.stop#1" ended by itself at 20.0 s, before it was reverted: running`},
		{"a responder ended it", []record.Event{followed, ended(true)}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := graded(t, recordtest.Drill{Events: also(tt.events...)}, parse(t, "fault: failed <= 50%"))
			if r.Code != tt.code || !strings.Contains(r.Reason, tt.reason) {
				t.Errorf("%s, code %q: %s; want %q: %s", r.Verdict, r.Code, r.Reason, tt.code, tt.reason)
			}
		})
	}
}

func TestGrade_LoadIsHeldInEveryPhase(t *testing.T) {
	for _, phase := range []string{record.PhaseFault, record.PhaseRecovery} {
		kept := 0
		d := recordtest.Drill{Skip: func(p string) bool {
			if p != phase {
				return false
			}
			kept++
			return kept > 8
		}}
		r := graded(t, d, parse(t, "fault: failed <= 50%"))
		if want := "load not held: 8 requests scheduled in the " + phase + " phase"; r.Code != record.CodeLoadNotHeld || !strings.Contains(r.Reason, want) {
			t.Errorf("%s, code %q: %s; want %s", r.Verdict, r.Code, r.Reason, want)
		}
	}
}
