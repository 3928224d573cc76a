package drill

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"firedrill/internal/engine"
	"firedrill/stack"
)

// Cleaned is the result of a clean-up of one run or lab.
type Cleaned struct {
	Run string `json:"run"`
	Did string `json:"did"` // undone, removed, left
	Why string `json:"why,omitempty"`
}

// CleanedAll are the results of one clean-up.
type CleanedAll []Cleaned

// Text writes one line per run or lab.
func (all CleanedAll) Text(w io.Writer) error {
	for _, c := range all {
		line := fmt.Sprintf("%-8s %s", c.Did, c.Run)
		if c.Why != "" {
			line += ": " + c.Why
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// Clean removes what dead runs left behind: first what their journals list, then whatever carries our labels and
// belongs to no living run. Labs that were kept up on purpose stay, unless all is set. It is idempotent and safe
// beside runs in progress.
func Clean(ctx context.Context, e *engine.Engine, h Home, all bool) (CleanedAll, error) {
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

// Results of a clean-up.
const (
	undone  = "undone"
	removed = "removed"
	left    = "left"
)

// cleanRun undoes one run by its journal.
func cleanRun(ctx context.Context, e *engine.Engine, h Home, r OpenRun) (Cleaned, error) {
	j, err := OpenJournal(r.Journal, ByClean)
	switch {
	case errors.Is(err, ErrHeld):
		return Cleaned{r.Run, left, "it is in progress"}, nil
	case errors.Is(err, os.ErrNotExist):
		err := errors.Join(stack.Remove(ctx, e, stack.LabelRun+"="+r.Run), h.Drop(r.Run))
		return byLabels(r.Run, "its journal is gone; removed by label", err), err
	case err != nil:
		return Cleaned{r.Run, left, err.Error()}, err
	}
	if j.Closed() {
		return Cleaned{r.Run, undone, "by its watchdog"}, errors.Join(j.Close(), h.forget(r))
	}
	if o, ok := j.Owner(); ok && o.Engine != e.Host() {
		return Cleaned{r.Run, left, fmt.Sprintf("it is on the engine %q", o.Engine)}, j.Close()
	}
	if err := Undo(ctx, e, j); err != nil {
		return Cleaned{r.Run, left, err.Error()}, err
	}
	return Cleaned{Run: r.Run, Did: undone}, h.forget(r)
}

// byLabels is the result of a run that was removed by its labels, or that could not be removed completely.
func byLabels(run, why string, err error) Cleaned {
	if err != nil {
		return Cleaned{run, left, err.Error()}
	}
	return Cleaned{run, removed, why}
}

// forget drops a run that was undone. It also removes a sealed record: the run will never end, so nobody will read
// it.
func (h Home) forget(r OpenRun) error {
	if err := h.Drop(r.Run); err != nil || !h.sealed(r) {
		return err
	}
	return os.RemoveAll(h.Sealed(r.Run))
}

// startingTime is how long a lab may be without its client while it starts. A younger lab without a journal of ours
// may be one that another user is starting.
const startingTime = time.Minute

// cleanLabels removes objects that none of our journals lists. A lab whose client runs is held by a controller
// elsewhere: without that controller the client would have ended.
func cleanLabels(ctx context.Context, e *engine.Engine, h Home, all bool) ([]Cleaned, error) {
	containers, err := e.List(ctx, stack.LabelRun)
	if err != nil {
		return nil, err
	}
	networks, err := e.Networks(ctx, stack.LabelRun)
	if err != nil {
		return nil, err
	}
	volumes, err := e.Volumes(ctx, stack.LabelRun)
	if err != nil {
		return nil, err
	}
	var runs []string
	for run, o := range objects(containers, networks, volumes) {
		// A run is registered before it creates its first container. One that is still registered is in progress, or
		// was kept.
		if !h.Knows(run) && o.forsaken(time.Now(), all) {
			runs = append(runs, run)
		}
	}
	return removeRuns(ctx, e, runs)
}

// object is what the engine shows of one run.
type object struct {
	kept   bool      // kept up on purpose
	client bool      // its client is running
	newest time.Time // creation time of its newest part
}

func objects(containers []engine.Listed, networks []engine.Network, volumes []engine.Volume) map[string]object {
	runs := map[string]object{}
	add := func(labels map[string]string, made time.Time, kept, client bool) {
		o := runs[labels[stack.LabelRun]]
		o.kept = o.kept || kept
		o.client = o.client || client
		if made.After(o.newest) {
			o.newest = made
		}
		runs[labels[stack.LabelRun]] = o
	}
	for _, n := range networks {
		add(n.Labels, n.Created, false, false) // a network or volume is useless without its containers
	}
	for _, v := range volumes {
		add(v.Labels, v.Created, v.Labels[stack.LabelKept] == "true", false)
	}
	for _, c := range containers {
		add(c.Labels, c.Created, c.Labels[stack.LabelKept] == "true", c.Labels[stack.LabelService] == stack.Client && c.Status == "running")
	}
	return runs
}

// forsaken reports that no process holds the run and that it was not kept on purpose.
func (o object) forsaken(now time.Time, all bool) bool {
	return !o.client && (all || !o.kept && now.Sub(o.newest) > startingTime)
}

func removeRuns(ctx context.Context, e *engine.Engine, runs []string) ([]Cleaned, error) {
	slices.Sort(runs)
	var done []Cleaned
	var errs []error
	for _, run := range runs {
		err := stack.Remove(ctx, e, stack.LabelRun+"="+run)
		done, errs = append(done, byLabels(run, "by its labels", err)), append(errs, err)
	}
	return done, errors.Join(errs...)
}
