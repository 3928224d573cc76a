package grade

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
)

func asJSON(t *testing.T, r *Result) string {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// without removes events; change modifies them.
func without(drop func(record.Event) bool) func([]record.Event) []record.Event {
	return func(all []record.Event) []record.Event {
		var kept []record.Event
		for _, e := range all {
			if !drop(e) {
				kept = append(kept, e)
			}
		}
		return kept
	}
}

func change(f func(*record.Event)) func([]record.Event) []record.Event {
	return func(all []record.Event) []record.Event {
		for i := range all {
			f(&all[i])
		}
		return all
	}
}

func step(name string, f func(*record.Fault)) func([]record.Event) []record.Event {
	return change(func(e *record.Event) {
		if e.Fault != nil && e.Fault.Step == name {
			f(e.Fault)
		}
	})
}

func isStep(name string) func(record.Event) bool {
	return func(e record.Event) bool { return e.Fault != nil && e.Fault.Step == name }
}

func baseline(f func(*rand.Rand, *record.Sample)) func(*rand.Rand, string, *record.Sample) {
	return func(r *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseBaseline {
			f(r, s)
		}
	}
}

func TestGates_BrokenDrillIsInvalidWithReason(t *testing.T) {
	tests := map[string]struct {
		drill recordtest.Drill
		want  string
		code  record.Code
	}{
		"cut short":   {recordtest.Drill{Events: without(func(e record.Event) bool { return e.End != nil })}, "the record was cut short", record.CodeRecordIncomplete},
		"interrupted": {recordtest.Drill{Events: change(func(e *record.Event) { end(e, record.EndInterrupted, "") })}, "the drill ended early (interrupted)", record.CodeInterrupted},
		"error":       {recordtest.Drill{Events: change(func(e *record.Event) { end(e, record.EndError, "engine is gone") })}, "the drill ended early (error): engine is gone", record.CodeDrillFailed},
		"lost samples": {recordtest.Drill{Events: change(func(e *record.Event) {
			if e.Load != nil {
				e.Load.Scheduled += 3
			}
		})}, "the record is incomplete: 3 of 7,803 scheduled requests have no sample", record.CodeRecordIncomplete},
		"no fault phase": {recordtest.Drill{Events: without(func(e record.Event) bool {
			return e.Phase != nil && e.Phase.Name == record.PhaseFault
		})}, "no requests in the fault phase", record.CodeRecordIncomplete},
		"late": {recordtest.Drill{Request: baseline(func(r *rand.Rand, s *record.Sample) {
			if s.Seq%100 == 0 {
				s.Sent += 60_000
				s.FirstByte += 60_000
				s.Done += 60_000
			}
		})}, "load not held: 1% of the baseline's requests were sent more than 50 ms late", record.CodeLoadNotHeld},
		"dropped": {recordtest.Drill{Request: baseline(func(r *rand.Rand, s *record.Sample) {
			if s.Seq%200 == 0 {
				recordtest.Drop(s)
			}
		})}, "load not held: 0.5% of the baseline's requests", record.CodeLoadNotHeld},
		"thin": {recordtest.Drill{Rate: 150}, "load not held: 1,800 requests scheduled in the baseline, 2400 planned", record.CodeLoadNotHeld},
		"ill": {recordtest.Drill{Request: baseline(func(r *rand.Rand, s *record.Sample) {
			if s.Seq%50 == 0 {
				recordtest.Break(s, record.ClassHTTP5App, 900)
			}
		})}, "the baseline was not healthy: 2% of 2,400 requests failed before any fault", record.CodeBaselineUnhealthy},
		"short":           {recordtest.Drill{Baseline: 2}, "the baseline is too short: 400 requests in 2.0 s", record.CodeBaselineUnhealthy},
		"never injected":  {recordtest.Drill{Events: without(isStep(record.StepInjected))}, `fault "container.stop#1" was never injected`, record.CodeFaultUnproven},
		"failed":          {recordtest.Drill{Events: step(record.StepInjected, func(f *record.Fault) { f.Error = "no such container" })}, `fault "container.stop#1": injected: no such container`, record.CodeFaultUnproven},
		"nobody looked":   {recordtest.Drill{Events: without(isStep(record.StepProven))}, `fault "container.stop#1" is not proven, its mechanism: nobody looked`, record.CodeFaultUnproven},
		"no effect":       {recordtest.Drill{Events: step(record.StepProven, func(f *record.Fault) { f.Effect = &record.Check{Saw: "still answers"} })}, "is not proven, its effect: still answers", record.CodeFaultUnproven},
		"never reverted":  {recordtest.Drill{Events: without(isStep(record.StepReverted))}, `fault "container.stop#1" was never reverted`, record.CodeFaultUnproven},
		"not gone":        {recordtest.Drill{Events: step(record.StepGone, func(f *record.Fault) { f.Gone = &record.Check{Saw: "refused"} })}, `fault "container.stop#1" may still act: refused`, record.CodeFaultUnproven},
		"nobody saw gone": {recordtest.Drill{Events: without(isStep(record.StepGone))}, "may still act: nobody looked", record.CodeFaultUnproven},
	}
	objectives := parse(t, "fault: failed <= 50%")
	for name, test := range tests {
		r := graded(t, test.drill, objectives)
		if r.Verdict != Invalid || !strings.Contains(r.Reason, test.want) {
			t.Errorf("%s: %s: %s, want %q in it", name, r.Verdict, r.Reason, test.want)
		}
		if failed := slices.ContainsFunc(r.Gates, func(g Gate) bool { return !g.OK && strings.Contains(r.Reason, g.Why) }); !failed {
			t.Errorf("%s: no gate says why: %+v", name, r.Gates)
		}
		if r.Code != test.code || !slices.ContainsFunc(r.Gates, func(g Gate) bool { return !g.OK && g.Code == test.code }) {
			t.Errorf("%s: code %q, want %q in %+v", name, r.Code, test.code, r.Gates)
		}
		if r.Score != nil || r.Letter != nil || r.Absorbed || r.Objectives[0].Verdict != Invalid {
			t.Errorf("%s: an invalid drill is graded: %+v", name, r)
		}
	}
	if r := graded(t, recordtest.Drill{}, objectives); r.Verdict != Pass || r.Code != "" {
		t.Errorf("a drill that worked is %s: %s", r.Verdict, r.Reason)
	}
}

func TestGates_DrillThatEndedEarlyHasOneReason(t *testing.T) {
	busy := "this machine is too busy: the run queue holds 9 processes"
	objectives := parse(t, "fault: failed <= 50%")
	early := func(all []record.Event) []record.Event {
		var kept []record.Event
		for _, e := range all {
			if e.Fault == nil && (e.Phase == nil || e.Phase.Name == record.PhaseWarmup || e.Phase.Name == record.PhaseBaseline) && e.Audit == nil {
				kept = append(kept, e)
			}
		}
		return change(func(e *record.Event) {
			if e.End != nil {
				e.End = &record.End{Reason: record.EndError, Code: record.CodeMachineBusy, Error: busy}
			}
		})(kept)
	}
	r := graded(t, recordtest.Drill{Events: early}, objectives)
	if r.Verdict != Invalid || r.Code != record.CodeMachineBusy || r.Reason != busy {
		t.Errorf("%s, %q: %s", r.Verdict, r.Code, r.Reason)
	}
}

func TestGates_FaultThatMayStillActIsNamedAfterAnEarlyEnd(t *testing.T) {
	early := func(all []record.Event) []record.Event {
		all = step(record.StepGone, func(f *record.Fault) { f.Gone = &record.Check{Saw: "refused"} })(all)
		return change(func(e *record.Event) { end(e, record.EndInterrupted, "") })(all)
	}
	r := graded(t, recordtest.Drill{Events: early}, parse(t, "fault: failed <= 50%"))
	if want := `the drill ended early (interrupted); fault "container.stop#1" may still act: refused`; r.Reason != want || r.Code != record.CodeInterrupted {
		t.Errorf("%q: %s, want %s", r.Code, r.Reason, want)
	}
}

// withdraw makes one fault a withdrawn fault without effect, and changes one of its steps.
func withdraw(name string, f func(*record.Fault)) func([]record.Event) []record.Event {
	return func(all []record.Event) []record.Event {
		all = step(record.StepProven, func(f *record.Fault) { f.Effect = &record.Check{Saw: "still answers"} })(all)
		all = step(name, f)(all)
		i := slices.IndexFunc(all, isStep(record.StepProven))
		late := all[i]
		late.Fault = &record.Fault{ID: all[i].Fault.ID, Kind: all[i].Fault.Kind, Target: all[i].Fault.Target, Step: record.StepWithdrawn}
		return slices.Insert(slices.Clone(all), i+1, late)
	}
}

func TestGates_WithdrawnFaultMustOnlyBeGone(t *testing.T) {
	objectives := parse(t, "fault: failed <= 50%")
	same := func(*record.Fault) {}
	if r := graded(t, recordtest.Drill{Events: withdraw(record.StepGone, same)}, objectives); r.Verdict != Pass {
		t.Errorf("without the fault: %s: %s", r.Verdict, r.Reason)
	}
	stays := withdraw(record.StepGone, func(f *record.Fault) { f.Gone = &record.Check{Saw: "refused"} })
	if r := graded(t, recordtest.Drill{Events: stays}, objectives); r.Verdict != Invalid || !strings.Contains(r.Reason, "may still act: refused") {
		t.Errorf("with a fault that stays: %s: %s", r.Verdict, r.Reason)
	}
}

func end(e *record.Event, reason, problem string) {
	if e.End != nil {
		e.End = &record.End{Reason: reason, Error: problem}
	}
}

func TestGates_DropsUnderFaultCountAsFailures(t *testing.T) {
	r := graded(t, recordtest.Drill{Request: func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseFault && s.Seq%4 == 0 {
			recordtest.Drop(s)
		}
	}}, parse(t, "fault: failed <= 5%", "fault: slow(1s) <= 5%"))
	for _, o := range r.Objectives {
		if o.Verdict != Fail || o.Value != 0.25 {
			t.Errorf("%s: %s, %v", o.Text, o.Verdict, o.Value)
		}
	}
}

func TestGrade_MissingDataNeverPasses(t *testing.T) {
	noAudit := without(func(e record.Event) bool { return e.Audit != nil })
	r := graded(t, recordtest.Drill{Events: noAudit}, parse(t, "fault: failed <= 50%", "run: lost orders = 0"))
	if r.Verdict != Invalid || r.Audit.Lost != nil || !strings.Contains(r.Reason, "the orders were not audited") {
		t.Errorf("%s: %s", r.Verdict, r.Reason)
	}
	few := graded(t, recordtest.Drill{}, parse(t, "fault: p99 <= 1s"))
	if o := few.Objectives[0]; o.Verdict != Inconclusive || o.Value != nil || !strings.Contains(o.Why, "3,000 requests, a p99 needs 10,000") {
		t.Errorf("%s: %s", o.Verdict, o.Why)
	}
}

func TestGates_BaselineObjectiveIsPartOfHealthyGate(t *testing.T) {
	r := graded(t, recordtest.Drill{}, parse(t, "baseline: p50 <= 1ms", "fault: failed <= 50%"))
	for _, g := range r.Gates {
		if g.OK == (g.Name == healthyGate) {
			t.Errorf("gate %q: %+v", g.Name, g)
		}
	}
	if r.Verdict != Invalid {
		t.Errorf("%s: %s", r.Verdict, r.Reason)
	}
}
