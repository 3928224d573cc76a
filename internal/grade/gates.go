package grade

import (
	"fmt"

	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// The gates' limits. docs/grading.md says why they are what they are.
const (
	harnessLimit    = signals.HeldLimit
	healthyLimit    = signals.HealthyLimit
	baselineSeconds = 3   // that a baseline must last at least
	baselineCount   = 100 // requests that it must hold at least
)

// healthyGate is the name of the gate that an objective on the baseline can fail too.
const healthyGate = "the baseline was healthy"

// finding is one reason for which a drill can't be judged.
type finding struct {
	code record.Code
	why  string
}

func found(code record.Code, format string, args ...any) finding {
	return finding{code, fmt.Sprintf(format, args...)}
}

// gates checks everything that must have worked before a drill can be graded. It returns all gates, and the findings of those
// that failed. Of a drill that ended early it returns only why it ended, what else acted on the lab, and which faults may
// still act: that later phases and faults are missing follows from it.
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
		broken = append(append(s.undisturbed(), early...), s.mayStillAct()...) // an early end may follow from what was done
	}
	return all, broken
}

func (s *sheet) gradable() []finding {
	if len(s.scenario.Objectives) == 0 {
		return []finding{found(record.CodeNothingToGrade, "the scenario has no objectives to grade by")}
	}
	return nil
}

// endedEarly says why the drill did not come to its end.
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

// whole says that no sample is missing.
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

// phases says that each phase of a drill is there, with requests in it.
func (s *sheet) phases() []finding {
	var broken []finding
	for _, name := range []string{record.PhaseBaseline, record.PhaseFault, record.PhaseRecovery} {
		if p := s.w.Phase(name); p == nil || p.All.Scheduled == 0 {
			broken = append(broken, found(record.CodeRecordIncomplete, "no requests in the %s phase", name))
		}
	}
	return broken
}

// loadHeld says that the client did what it was to do, in the baseline. Later on, a lab in trouble holds requests up
// until too many are in flight, and what is dropped then is its users' pain.
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

// healthy says that users were well before anything was done to the lab.
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

// proven says that every fault acted, and that it is gone.
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

// mayStillAct names the faults that were injected and not seen to be gone.
func (s *sheet) mayStillAct() []finding {
	var broken []finding
	for i := range s.w.Faults {
		if f := &s.w.Faults[i]; f.Injected != record.Absent {
			broken = append(broken, ended(f)...)
		}
	}
	return broken
}

// lived returns what is missing in the life of one fault.
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

// ended returns what is missing in the end of one fault.
func ended(f *signals.Fault) []finding {
	if f.Reverted == record.Absent {
		return []finding{found(record.CodeFaultUnproven, "fault %q was never reverted", f.ID)}
	}
	if why := unproven(f.Gone); why != "" {
		return []finding{found(record.CodeFaultUnproven, "fault %q may still act: %s", f.ID, why)}
	}
	return nil
}

// unproven says what a look did not show; "" if it showed what it should.
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
