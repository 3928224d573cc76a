package scenarios

import (
	"fmt"

	"firedrill/internal/source"
)

// conflicts is a catalogue that knows which settings its faults change.
type conflicts interface {
	// Conflict says which setting two faults can't both change at the same time.
	Conflict(a, b Fault) (setting string, ok bool)
}

// checkOverlap reports each fault that would be refused because one in force changes the same setting. Names are those
// of the faults' entries.
func (r *reader) checkOverlap(faults []Fault, names []source.Value) {
	catalogue, ok := r.catalogue.(conflicts)
	if !ok {
		return
	}
	done := make([]Fault, len(faults))
	for i, f := range faults {
		done[i], _ = f.Resolve(r.catalogue.Targets()) // what is not known was reported
	}
	for i, b := range done {
		for _, a := range done[:i] {
			if !overlap(a, b) {
				continue
			}
			if setting, ok := catalogue.Conflict(a, b); ok {
				names[i].Mistake(fmt.Sprintf("%q overlaps with %q, and both change %s", b.ID, a.ID, setting),
					"end one with \"for\" before the other begins with \"at\"")
				break
			}
		}
	}
}

// overlap says whether two faults are in force at the same time. One without "for" lasts as long as the fault phase.
func overlap(a, b Fault) bool {
	if a.At > b.At {
		a, b = b, a
	}
	return a.For == 0 || a.At+a.For > b.At
}
