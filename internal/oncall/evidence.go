package oncall

import (
	"fmt"

	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// Limits of a machine that is too busy to measure users.
const (
	busyFrom    = 0.01 // share of late requests in the last phase
	stillFrom   = 0.2  // share of seconds in the last phase in which the machine was stalled
	crowdedFrom = 0.5  // share of seconds in the last phase in which other programs filled the machine
	sickFrom    = 0.01 // share of bad requests in the baseline
	soundUntil  = 0.05 // share of bad requests in the baseline, on a busy machine
	clearLeast  = 0.5  // share of requests since the symptom that fell in seconds in which this machine kept up
)

// Weigh adds the facts of a record to the evidence for judging a round.
func (e *Evidence) Weigh(w *signals.Windows, f Facts) {
	e.Held, e.Audited = f.Held, w.Audit != nil && w.Audit.Error == ""
	base, end := w.Phase(record.PhaseBaseline), w.Phase(record.PhaseRecovery)
	if base != nil && base.All.Scheduled > 0 && base.All.BadFraction() > sickFrom {
		e.Sick = fmt.Sprintf("%.1f%% of %d requests failed before anything was done to the lab", 100*base.All.BadFraction(), base.All.Scheduled)
	}
	if end != nil && !clearlyUnwell(base, end) {
		e.Busy = busy(w, end)
	}
	if f.Felt && f.Scheduled > 0 && float64(f.Clear) < clearLeast*float64(f.Scheduled) {
		e.Clouded = fmt.Sprintf("this machine was too busy to measure what users saw: it kept up with %d of %d requests", f.Clear, f.Scheduled)
	}
}

// busy returns why this machine could not measure users in a phase; empty if it could.
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

// clearlyUnwell reports that users are unwell because of the lab, however busy this machine is: half of their requests
// fail, and almost none failed before.
func clearlyUnwell(base, end *signals.Phase) bool {
	return end.All.Scheduled > 0 && end.All.BadFraction() >= grossFrom && base != nil && base.All.Scheduled > 0 && base.All.BadFraction() <= soundUntil
}

func lateOf(s *signals.Stats) float64 {
	if s.Sent() == 0 {
		return 0
	}
	return float64(s.Late) / float64(s.Sent())
}

// Unproven returns which of the faults was not proven; empty if all were.
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
