package grade

import (
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// undisturbed checks that every engine event on the lab's services is explained by a fault or by a manual change.
func (s *sheet) undisturbed() []finding {
	var broken []finding
	for _, f := range s.w.Interferences {
		broken = append(broken, found(record.CodeOutside, "%s", f))
	}
	return broken
}

// lasted checks that a fault acted until it was reverted.
func lasted(f *signals.Fault) []finding {
	if !f.Lost() {
		return nil
	}
	return []finding{found(record.CodeFaultLost, "fault %q ended by itself at %.1f s, before it was reverted: %s", f.ID, float64(f.Ended)/1e6, f.EndedSaw)}
}
