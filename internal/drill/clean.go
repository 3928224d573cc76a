package drill

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"firedrill/internal/engine"
	"firedrill/stack"
)

// Cleaned is what a clean-up did about one run or lab.
type Cleaned struct {
	Run string `json:"run"`
	Did string `json:"did"` // undone, removed, left
	Why string `json:"why,omitempty"`
}

// Clean takes back what dead runs left: those that a journal tells of, and then whatever carries our labels and belongs
// to no living run. Labs that were left up on purpose stay, unless all is asked for. It may be run at any time, again,
// and beside runs in progress.
func Clean(ctx context.Context, e *engine.Engine, h Home, all bool) ([]Cleaned, error) {
	runs, err := h.Runs()
	if err != nil {
		return nil, err
	}
	var done []Cleaned
	var errs []error
	for _, r := range runs {
		c, err := cleanRun(ctx, e, h, r)
		done, errs = append(done, c), append(errs, err)
	}
	more, err := cleanLabels(ctx, e, h, all)
	return append(done, more...), errors.Join(append(errs, err)...)
}

// What a clean-up can do.
const (
	undone  = "undone"
	removed = "removed"
	left    = "left"
)

// cleanRun undoes one run that its journal tells of.
func cleanRun(ctx context.Context, e *engine.Engine, h Home, r OpenRun) (Cleaned, error) {
	j, err := OpenJournal(r.Journal, ByClean)
	switch {
	case errors.Is(err, ErrHeld):
		return Cleaned{r.Run, left, "it is in progress"}, nil
	case errors.Is(err, os.ErrNotExist):
		return Cleaned{r.Run, removed, "its journal is gone: by its labels alone"}, errors.Join(stack.Remove(ctx, e, stack.LabelRun+"="+r.Run), h.Drop(r.Run))
	case err != nil:
		return Cleaned{r.Run, left, err.Error()}, err
	}
	if j.Closed() {
		return Cleaned{r.Run, undone, "by its watchdog"}, errors.Join(j.Close(), h.Drop(r.Run))
	}
	if o, ok := j.Owner(); ok && o.Engine != e.Host() {
		return Cleaned{r.Run, left, fmt.Sprintf("it is on the engine %q", o.Engine)}, j.Close()
	}
	if err := Undo(ctx, e, j); err != nil {
		return Cleaned{r.Run, left, err.Error()}, err
	}
	return Cleaned{Run: r.Run, Did: undone}, h.Drop(r.Run)
}

// cleanLabels removes what no journal of ours tells of. A lab whose client runs is held by a controller elsewhere: the
// client would have gone with it.
func cleanLabels(ctx context.Context, e *engine.Engine, h Home, all bool) ([]Cleaned, error) {
	containers, err := e.List(ctx, stack.LabelRun)
	if err != nil {
		return nil, err
	}
	networks, err := e.Networks(ctx, stack.LabelRun)
	if err != nil {
		return nil, err
	}
	runs := map[string]bool{} // run -> may be removed
	for _, n := range networks {
		runs[n.Labels[stack.LabelRun]] = true
	}
	for _, c := range containers {
		runs[c.Labels[stack.LabelRun]] = true
	}
	for _, c := range containers {
		run := c.Labels[stack.LabelRun]
		kept := c.Labels[stack.LabelKept] == "true" && !all
		alive := c.Labels[stack.LabelService] == stack.Client && c.Status == "running"
		// A run is noted before it makes its first container: one that is still noted is in progress, or was left.
		if kept || alive || h.Knows(run) {
			runs[run] = false
		}
	}
	return removeRuns(ctx, e, runs)
}

func removeRuns(ctx context.Context, e *engine.Engine, runs map[string]bool) ([]Cleaned, error) {
	var names []string
	for run, may := range runs {
		if may {
			names = append(names, run)
		}
	}
	slices.Sort(names)
	var done []Cleaned
	var errs []error
	for _, run := range names {
		err := stack.Remove(ctx, e, stack.LabelRun+"="+run)
		done, errs = append(done, Cleaned{run, removed, "by its labels"}), append(errs, err)
	}
	return done, errors.Join(errs...)
}
