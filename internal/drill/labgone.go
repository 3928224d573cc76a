package drill

import (
	"errors"
	"os"

	"firedrill/internal/engine"
	"firedrill/stack"
)

// LabGone closes the journals of a lab that was removed: its faults are gone with it. A run in progress closes its
// own journal.
func (h Home) LabGone(e *engine.Engine, lab stack.Found) error {
	runs, err := h.Runs()
	if err != nil {
		return err
	}
	gone := Owner{Instance: lab.Instance, Engine: e.Host(), Lab: lab.Run}
	var errs []error
	for _, r := range runs {
		j, err := OpenJournal(r.Journal, ByController)
		if errors.Is(err, ErrHeld) || errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if o, ok := j.Owner(); !ok || !o.Kept || !o.sameLab(gone) {
			errs = append(errs, j.Close())
			continue
		}
		errs = append(errs, j.Finish(), h.Drop(r.Run))
	}
	errs = append(errs, h.Changes(lab.Run).Remove(), h.dropLab(Owner{Instance: lab.Instance}))
	return errors.Join(errs...)
}
