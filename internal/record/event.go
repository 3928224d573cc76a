package record

import (
	"fmt"
	"math"
)

// Types of events, as written in the file.
const (
	TypePhase = "phase"
	TypeFault = "fault"
	TypeLoad  = "load"
	TypeAudit = "audit"
	TypeClock = "clock"
	TypeAct   = "act"
	TypeEnd   = "end"

	TypeEngine = "engine"
	TypeStream = "stream"
)

// kind returns the type of the event. It is an error if not exactly one of its fields is set.
func (e *Event) kind() (string, error) {
	held := []struct {
		name string
		set  bool
	}{
		{TypePhase, e.Phase != nil}, {TypeFault, e.Fault != nil}, {TypeLoad, e.Load != nil},
		{TypeAudit, e.Audit != nil}, {TypeClock, e.Clock != nil}, {TypeAct, e.Act != nil}, {TypeEnd, e.End != nil},
		{TypeEngine, e.Engine != nil},
		{TypeStream, e.Stream != nil},
	}
	kind := ""
	for _, h := range held {
		switch {
		case h.set && kind != "":
			return "", fmt.Errorf("event holds both %q and %q", kind, h.name)
		case h.set:
			kind = h.name
		}
	}
	if kind == "" {
		return "", fmt.Errorf("event of type %q holds nothing", e.Type)
	}
	return kind, nil
}

// check returns why the event is malformed. It checks form only: whether a fault was proven is for package grade to
// decide.
func (e *Event) check() error {
	kind, err := e.kind()
	if err != nil {
		return err
	}
	if e.Type != kind {
		return fmt.Errorf("event of type %q holds %q", e.Type, kind)
	}
	if e.At < -maxTime || e.At > maxTime {
		return fmt.Errorf("event %q at %d µs is outside the longest drill", kind, e.At)
	}
	switch {
	case e.Phase != nil:
		return e.Phase.check()
	case e.Fault != nil:
		return e.Fault.check()
	case e.Load != nil:
		return e.Load.check()
	case e.Audit != nil:
		return e.Audit.check()
	case e.Act != nil:
		return e.Act.check()
	case e.Engine != nil:
		return e.Engine.check()
	case e.Stream != nil && !(finite(e.Stream.Seconds) && e.Stream.Seconds >= 0):
		return fmt.Errorf("the stream was broken for %g s", e.Stream.Seconds)
	case e.Clock != nil && !(finite(e.Clock.OffsetMS) && finite(e.Clock.RTTMS)):
		return fmt.Errorf("clock offset is not a number")
	}
	return nil
}

func (p *Phase) check() error {
	switch p.Name {
	case PhaseWarmup, PhaseBaseline, PhaseFault, PhaseRecovery:
	default:
		return fmt.Errorf("unknown phase %q", p.Name)
	}
	if !finite(p.Seconds) || p.Seconds < 0 || p.Seconds > MaxSpan.Seconds() {
		return fmt.Errorf("phase %q is planned for %g s", p.Name, p.Seconds)
	}
	if p.From < 0 || p.From > maxTime {
		return fmt.Errorf("phase %q begins at %d µs, outside the longest drill", p.Name, p.From)
	}
	return nil
}

func (f *Fault) check() error {
	switch f.Step {
	case StepPlanned, StepInjected, StepProven, StepReverted, StepGone, StepEnded, StepWithdrawn:
	default:
		return fmt.Errorf("unknown step %q of fault %q", f.Step, f.ID)
	}
	if f.ID == "" {
		return fmt.Errorf("fault without an id at step %q", f.Step)
	}
	return nil
}

func (l *Load) check() error {
	if l.Samples > l.Scheduled {
		return fmt.Errorf("load of %d scheduled requests can't have %d samples", l.Scheduled, l.Samples)
	}
	return nil
}

func (a *Audit) check() error {
	if a.Acknowledged < 0 || a.Lost < 0 || a.Doubled < 0 || a.Lost > a.Acknowledged {
		return fmt.Errorf("audit of %d orders can't have lost %d and doubled %d", a.Acknowledged, a.Lost, a.Doubled)
	}
	return nil
}

func (a *Act) check() error {
	switch {
	case a.Why != ActFix && a.Why != ActTrigger && a.Why != ActChange:
		return fmt.Errorf("unknown reason %q of an act", a.Why)
	case !finite(a.Seconds) || a.Seconds < 0 || a.Seconds > MaxSpan.Seconds():
		return fmt.Errorf("act %q took %g s", a.Text, a.Seconds)
	}
	return nil
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }
