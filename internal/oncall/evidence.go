package oncall

import (
	"fmt"

	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// How busy this machine may be before it can't tell how users were.
const (
	busyFrom    = 0.01 // of the requests of the last phase were sent late
	stillFrom   = 0.2  // of the last phase's seconds, in which the machine stood still
	crowdedFrom = 0.5  // of the last phase's seconds, in which it was full of what is not the drill's
	sickFrom    = 0.01 // of the baseline's requests were bad
	soundUntil  = 0.05 // of the baseline's requests were bad, on a machine that may be as busy
	clearLeast  = 0.5  // of the requests since the symptom, in seconds in which this machine kept up
)

// Weigh adds what a record tells to the evidence by which a round is judged.
func (e *Evidence) Weigh(w *signals.Windows, f Facts) {
	e.Held, e.Audited = f.Held, w.Audit != nil && w.Audit.Error == ""
	base, end := w.Phase(record.PhaseBaseline), w.Phase(record.PhaseRecovery)
	if base != nil && base.All.Scheduled > 0 && base.All.BadFraction() > sickFrom {
		e.Sick = fmt.Sprintf("%.1f%% of %d requests failed before anything was done to the lab", 100*base.All.BadFraction(), base.All.Scheduled)
	}
	if end != nil && !plainly(base, end) {
		e.Busy = busy(w, end)
	}
	if f.Felt && f.Scheduled > 0 && float64(f.Clear) < clearLeast*float64(f.Scheduled) {
		e.Clouded = fmt.Sprintf("this machine was too busy to measure what users saw: it kept up with %d of %d requests", f.Clear, f.Scheduled)
	}
}

// busy says why this machine can't tell how users were in a phase; empty if it can.
func busy(w *signals.Windows, p *signals.Phase) string {
	if late := lateOf(&p.All); late >= busyFrom {
		return fmt.Sprintf("this machine was too busy: %.1f%% of the requests were sent late while users were watched (limit %.0f%%)", 100*late, 100*busyFrom)
	}
	seen := w.Machine.Between(p.Start, p.End)
	if n := float64(seen.Seconds); n > 0 && (float64(seen.Still) >= stillFrom*n || float64(seen.Crowded) >= crowdedFrom*n) {
		return fmt.Sprintf("this machine was too busy: of %d seconds in which users were watched, it stood still in %d and was full of other work in %d", seen.Seconds, seen.Still, seen.Crowded)
	}
	return ""
}

// plainly says that users are not well by the lab's doing, however busy this machine is: half of their requests fail, and hardly any
// did before.
func plainly(base, end *signals.Phase) bool {
	return end.All.Scheduled > 0 && end.All.BadFraction() >= grossFrom && base != nil && base.All.Scheduled > 0 && base.All.BadFraction() <= soundUntil
}

func lateOf(s *signals.Stats) float64 {
	if s.Sent() == 0 {
		return 0
	}
	return float64(s.Late) / float64(s.Sent())
}

// Unproven says which fault of some is not known to have acted; empty if all did.
func Unproven(w *signals.Windows, ids []string) string {
	for _, id := range ids {
		if why := unproven(w, id); why != "" {
			return fmt.Sprintf("fault %q: %s", id, why)
		}
	}
	return ""
}

func unproven(w *signals.Windows, id string) string {
	for _, f := range w.Faults {
		switch {
		case f.ID != id:
			continue
		case f.Injected == record.Absent:
			return "it was never injected"
		case f.Mechanism == nil || f.Effect == nil:
			return "it was not proven"
		case !f.Mechanism.OK:
			return f.Mechanism.Saw
		case !f.Effect.OK:
			return f.Effect.Saw
		}
		return ""
	}
	return "it was never injected"
}
