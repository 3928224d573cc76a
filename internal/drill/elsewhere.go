package drill

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"firedrill/chaos"
)

// admissionTime bounds the wait for another process that is planning a fault.
const admissionTime = 30 * time.Second

// elsewhere finds the faults of other runs on a lab, through their journals.
type elsewhere struct {
	home  Home
	owner Owner
}

// Elsewhere returns the faults that other runs of this user have in force on a run's lab.
func (h Home) Elsewhere(o Owner) chaos.Elsewhere { return elsewhere{h, o} }

// admissionLock is the file that a process locks while it plans a fault on a lab.
func (h Home) admissionLock(instance string) string {
	return filepath.Join(h.dir, "labs", instance+".lock")
}

// Lock takes the lab's admission lock and lists the faults of other runs.
func (e elsewhere) Lock(ctx context.Context) ([]chaos.Other, func(), error) {
	unlock, err := waitForLock(ctx, e.home.admissionLock(e.owner.Instance))
	if err != nil {
		return nil, nil, fmt.Errorf("list active faults on lab %q: %w", e.owner.Instance, err)
	}
	others, err := e.list()
	if err != nil {
		unlock()
		return nil, nil, err
	}
	return others, unlock, nil
}

// waitForLock locks a file and creates it if needed. The kernel releases the lock when the process dies.
func waitForLock(ctx context.Context, path string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, admissionTime)
	defer cancel()
	for {
		if err = lock(f); err == nil {
			return func() { _ = f.Close() }, nil // closing the file releases its lock
		}
		if !errors.Is(err, ErrHeld) {
			return nil, errors.Join(err, f.Close())
		}
		if sleepUntil(ctx, time.Now().Add(20*time.Millisecond)) != nil {
			return nil, errors.Join(errors.New("another process is planning a fault"), f.Close())
		}
	}
}

func (e elsewhere) list() ([]chaos.Other, error) {
	runs, err := e.home.Runs()
	if err != nil {
		return nil, err
	}
	var out []chaos.Other
	for _, r := range runs {
		if r.Run == e.owner.Run {
			continue
		}
		j, err := readJournal(r.Journal)
		if errors.Is(err, os.ErrNotExist) {
			continue // the run has ended meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("journal %q: %w", r.Journal, err)
		}
		if o, ok := j.Owner(); ok && o.sameLab(e.owner) {
			out = append(out, j.others(r.Run, e.home.sealed(r))...)
		}
	}
	return out, nil
}

// others lists the faults of one run that are not reverted. For an on-call round it reveals neither the faults nor
// whether there are any.
func (j *Journal) others(run string, sealed bool) []chaos.Other {
	if sealed {
		return []chaos.Other{{Run: run, Secret: true}}
	}
	var out []chaos.Other
	for _, f := range j.standings() {
		if f.State != StateReverted {
			out = append(out, chaos.Other{Entry: f.Entry, Run: run, Until: f.Until})
		}
	}
	return out
}

// sameLab reports whether two runs act on the same lab: same name, same engine, brought up by the same run. A lab
// that was removed and brought up again under the same name is a different one.
func (o Owner) sameLab(other Owner) bool {
	return o.Instance == other.Instance && o.Engine == other.Engine && o.belongs(other.Lab)
}

// belongs reports whether a run's faults act on the lab that the run lab brought up. A journal of an older version
// does not name that run: it counts for every lab of that name.
func (o Owner) belongs(lab string) bool { return o.Lab == "" || lab == "" || o.Lab == lab }
