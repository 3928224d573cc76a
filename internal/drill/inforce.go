package drill

import (
	"context"
	"errors"
	"os"
	"time"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/stack"
)

// InForce is a fault that a journal tells of and that was not seen to be gone.
type InForce struct {
	Run      string    `json:"run"`
	Instance string    `json:"lab"`
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	On       string    `json:"on"`
	Since    time.Time `json:"since"`
}

// InForce lists the faults that the journals of open runs tell of, oldest first, but for those of sealed runs.
func (h Home) InForce() ([]InForce, error) {
	runs, err := h.Runs()
	if err != nil {
		return nil, err
	}
	var out []InForce
	for _, r := range runs {
		if h.sealed(r) {
			continue // what it does is for somebody to find out
		}
		j, err := readJournal(r.Journal)
		if errors.Is(err, os.ErrNotExist) {
			continue // it was dropped meanwhile
		}
		if err != nil {
			return nil, err
		}
		owner, _ := j.Owner()
		for _, e := range j.Open() {
			out = append(out, InForce{r.Run, owner.Instance, e.ID, e.Kind, e.On, j.plannedAt(e.ID)})
		}
	}
	return out, nil
}

// readJournal reads a journal beside whoever holds it.
func readJournal(path string) (*Journal, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	past, err := readLines(f)
	return &Journal{past: past}, err
}

func (j *Journal) plannedAt(id string) time.Time {
	for _, l := range j.past {
		if l.Did == didPlan && l.ID == id {
			return l.At
		}
	}
	return time.Time{}
}

// RevertLab takes back the faults that were injected into a lab and left in force. Those of a run in progress are its
// own to take back.
func RevertLab(ctx context.Context, e *engine.Engine, h Home, instance string) ([]chaos.Outcome, error) {
	runs, err := h.Runs()
	if err != nil {
		return nil, err
	}
	var all []chaos.Outcome
	for _, r := range runs {
		j, err := OpenJournal(r.Journal, ByController)
		if errors.Is(err, ErrHeld) || errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return all, err
		}
		owner, _ := j.Owner()
		if owner.Instance != instance || owner.Engine != e.Host() || !owner.Kept {
			if err := j.Close(); err != nil {
				return all, err
			}
			continue
		}
		outcomes, err := undoFaults(ctx, e, j, owner)
		all = append(all, outcomes...)
		if err = errors.Join(err, removeOwn(ctx, e, j, owner)); err != nil {
			return all, errors.Join(err, j.Close())
		}
		if err := errors.Join(j.Finish(), h.Drop(r.Run)); err != nil {
			return all, err
		}
	}
	return all, nil
}

// removeOwn removes what a run itself made in a lab that stays: its agents.
func removeOwn(ctx context.Context, e *engine.Engine, j *Journal, o Owner) error {
	err := stack.Remove(ctx, e, stack.LabelRun+"="+o.Run)
	j.Removed(err)
	return err
}
