package drill

import (
	"errors"
	"os"
)

// HeldBy returns the run in progress that uses a lab: a drill, a round, or a fault that another process holds. It
// returns "" if there is none. It knows only runs of this user on this machine.
func (h Home) HeldBy(engine, instance string) (run string, err error) {
	runs, err := h.Runs()
	if err != nil {
		return "", err
	}
	for _, r := range runs {
		past, err := readJournal(r.Journal)
		if errors.Is(err, os.ErrNotExist) {
			continue // it was dropped meanwhile
		}
		if err != nil {
			return "", err
		}
		if owner, _ := past.Owner(); owner.Instance != instance || owner.Engine != engine {
			continue
		}
		j, err := OpenJournal(r.Journal, ByController)
		switch {
		case errors.Is(err, ErrHeld):
			return r.Run, nil
		case err == nil:
			if err := j.Close(); err != nil {
				return "", err
			}
		case !errors.Is(err, os.ErrNotExist):
			return "", err
		}
	}
	return "", nil
}
