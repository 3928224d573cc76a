package grade

import (
	"fmt"

	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// Limits of the gates. docs/grading.md gives the reasons.
const (
	harnessLimit    = signals.HeldLimit
	healthyLimit    = signals.HealthyLimit
	baselineSeconds = 3   // minimum length of a baseline
	baselineCount   = 100 // minimum number of its requests
)

// healthyGate is the name of the baseline gate. An objective on the baseline can fail this gate too.
const healthyGate = "the baseline was healthy"

// finding is one reason why a drill cannot be judged.
type finding struct {
	code record.Code
	why  string
}

func found(code record.Code, format string, args ...any) finding {
	return finding{code, fmt.Sprintf(format, args...)}
}

// gates checks everything that must have worked before a drill can be graded. It returns all gates, and the findings of
// the failed ones. For a drill that ended early it returns only why it ended, outside interference, and the faults that
// may still act: missing phases and faults follow from the early end.
func (s *sheet) gates() (all []Gate, broken []finding) {
	early := s.endedEarly()
	type gate struct {
		name string
		look func() []finding
	}
	list := []gate{
		{"the drill came to its end", s.endedEarly},
		{"the record is whole", s.whole},
		{"every phase is there", s.phases},
		{"the load was held", s.loadHeld},
		{healthyGate, s.healthy},
		{"every fault acted and is gone", s.proven},
		{"there are objectives", s.gradable},
	}
	if s.w.EngineFollowed {
		list = append(list, gate{"nothing else acted on the lab", s.undisturbed})
	}
	if s.w.Machine != nil {
		list = append(list, gate{"the machine had time for the drill", s.machineHeld})
	}
	for _, gate := range list {
		why := gate.look()
		g := Gate{Name: gate.name, OK: len(why) == 0, Why: reasons(why)}
		if !g.OK {
			g.Code = why[0].code
		}
		all = append(all, g)
		broken = append(broken, why...)
	}
	if len(early) > 0 {
		broken = append(append(s.undisturbed(), early...), s.mayStillAct()...) // outside interference may be the cause of the early end
	}
	return all, broken
}

func (s *sheet) gradable() []finding {
	if len(s.scenario.Objectives) == 0 {
		return []finding{found(record.CodeNothingToGrade, "the scenario has no objectives to grade by")}
	}
	return nil
}

// endedEarly reports why the drill did not complete.
func (s *sheet) endedEarly() []finding {
	switch end := s.w.End; {
	case end == nil:
		return []finding{found(record.CodeRecordIncomplete, "the record was cut short: the drill did not come to its end")}
	case end.Reason == record.EndCompleted:
		return nil
	case end.Code != "":
		return []finding{{end.Code, end.Error}}
	case end.Reason == record.EndInterrupted:
		return []finding{found(record.CodeInterrupted, "the drill ended early (%s)", end.Reason)}
	default:
		return []finding{found(record.CodeDrillFailed, "the drill ended early (%s): %s", end.Reason, end.Error)}
	}
}

// whole checks that no sample is missing.
func (s *sheet) whole() []finding {
	a := s.w.Arrivals
	switch {
	case a.Repeated:
		return []finding{found(record.CodeRecordIncomplete, "the record numbers some arrivals twice")}
	case a.Samples < a.Scheduled && s.w.End != nil:
		return []finding{found(record.CodeRecordIncomplete, "the record is incomplete: %s of %s scheduled requests have no sample",
			Thousands(int64(a.Scheduled-a.Samples)), Thousands(int64(a.Scheduled)))}
	}
	return nil
}

// phases checks that every phase of a drill exists and has requests.
func (s *sheet) phases() []finding {
	var broken []finding
	for _, name := range []string{record.PhaseBaseline, record.PhaseFault, record.PhaseRecovery} {
		if p := s.w.Phase(name); p == nil || p.All.Scheduled == 0 {
			broken = append(broken, found(record.CodeRecordIncomplete, "no requests in the %s phase", name))
		}
	}
	return broken
}

// loadHeld checks that the client sent the planned load in the baseline. In later phases a failing lab delays requests
// until too many are in flight, and drops then count as user impact.
func (s *sheet) loadHeld() []finding {
	p := s.w.Phase(record.PhaseBaseline)
	if p == nil || p.All.Scheduled == 0 {
		return nil
	}
	var broken []finding
	if f := part(p.All.Late+p.All.Dropped, p.All.Scheduled); f >= harnessLimit {
		broken = append(broken, found(record.CodeLoadNotHeld, "load not held: %s of the baseline's requests were sent more than %d ms late or not at all (limit %s)",
			Percent(f), signals.LateAfter.Milliseconds(), Percent(harnessLimit)))
	}
	return append(broken, s.arrivals()...)
}

// healthy checks that requests succeeded before the first fault.
func (s *sheet) healthy() []finding {
	p := s.w.Phase(record.PhaseBaseline)
	if p == nil || p.All.Scheduled == 0 {
		return nil
	}
	switch f := p.All.BadFraction(); {
	case p.Length() < baselineSeconds || p.All.Scheduled < baselineCount:
		return []finding{found(record.CodeBaselineUnhealthy, "the baseline is too short: %s in %.1f s", Count(p.All.Scheduled, "request"), p.Length())}
	case f > healthyLimit:
		return []finding{found(record.CodeBaselineUnhealthy, "the baseline was not healthy: %s of %s failed before any fault",
			Percent(f), Count(p.All.Scheduled, "request"))}
	}
	return nil
}

// proven checks that every fault acted and is gone.
func (s *sheet) proven() []finding {
	var broken []finding
	known := map[string]bool{}
	for _, f := range s.w.Faults {
		known[f.ID] = true
		broken = append(broken, lived(&f)...)
	}
	for _, f := range s.scenario.Faults {
		if !known[f.ID] {
			broken = append(broken, found(record.CodeFaultUnproven, "fault %q was never injected", f.ID))
		}
	}
	return broken
}

// mayStillAct returns the faults that were injected and not proven gone.
func (s *sheet) mayStillAct() []finding {
	var broken []finding
	for i := range s.w.Faults {
		if f := &s.w.Faults[i]; f.Injected != record.Absent {
			broken = append(broken, ended(f)...)
		}
	}
	return broken
}

// lived returns the steps that are missing between the injection and the proof of a fault.
func lived(f *signals.Fault) []finding {
	if f.Withdrawn {
		return ended(f)
	}
	if len(f.Errors) > 0 {
		return []finding{found(record.CodeFaultUnproven, "fault %q: %s", f.ID, joined(f.Errors))}
	}
	if f.Injected == record.Absent {
		return []finding{found(record.CodeFaultUnproven, "fault %q was never injected", f.ID)}
	}
	var broken []finding
	if why := unproven(f.Mechanism); why != "" {
		broken = append(broken, found(record.CodeFaultUnproven, "fault %q is not proven, its mechanism: %s", f.ID, why))
	}
	if why := unproven(f.Effect); why != "" {
		broken = append(broken, found(record.CodeFaultUnproven, "fault %q is not proven, its effect: %s", f.ID, why))
	}
	broken = append(broken, lasted(f)...)
	return append(broken, ended(f)...)
}

// ended returns the steps that are missing at the end of a fault.
func ended(f *signals.Fault) []finding {
	if f.Reverted == record.Absent {
		return []finding{found(record.CodeFaultUnproven, "fault %q was never reverted", f.ID)}
	}
	if why := unproven(f.Gone); why != "" {
		return []finding{found(record.CodeFaultUnproven, "fault %q may still act: %s", f.ID, why)}
	}
	return nil
}

// unproven describes why a check failed; "" if it passed.
func unproven(c *record.Check) string {
	switch {
	case c == nil:
		return "nobody looked"
	case !c.OK && c.Saw == "":
		return "not seen"
	case !c.OK:
		return c.Saw
	}
	return ""
}
