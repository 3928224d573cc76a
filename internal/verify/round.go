package verify

import (
	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// Recovered reports whether the scenario's recovery objectives hold in the recovery phase. Nothing else counts: neither
// the baseline, nor whether the faults are gone.
func Recovered(w *signals.Windows, s *scenarios.Scenario) (held bool, why string) {
	if p := w.Phase(record.PhaseRecovery); p == nil || p.All.Scheduled == 0 {
		return false, "users were not watched in the end"
	}
	for _, o := range grade.Promises(w, s) {
		if o.Phase == record.PhaseRecovery && (o.Verdict == grade.Fail || o.Verdict == grade.Invalid) {
			return false, o.Text + ": " + o.Why
		}
	}
	return true, "users are well once it has settled, and stay so"
}
