package drill

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

func (j *Journal) write(l line) error {
	l.At, l.By = time.Now().UTC(), j.by
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	j.past = append(j.past, l)
	return j.file.Sync()
}

// note writes a line that may be lost: see chaos.Journal.
func (j *Journal) note(l line) { _ = j.write(l) }

// Planned records the undo data of a fault before the injection.
func (j *Journal) Planned(e chaos.Entry) error {
	return j.write(line{Did: didPlan, Fault: &e, ID: e.ID})
}

// Injected records that the fault was injected, or why that failed.
func (j *Journal) Injected(id string, err error) {
	j.note(line{Did: didInject, ID: id, Error: text(err)})
}

// Proven records the result of the proofs.
func (j *Journal) Proven(id string, p chaos.Proof) { j.note(line{Did: didProve, ID: id, Proof: &p}) }

// Reverted records that the fault was reverted, or why that failed.
func (j *Journal) Reverted(id string, err error) {
	j.note(line{Did: didRevert, ID: id, Error: text(err)})
}

// Gone records the result of the check for the fault's absence.
func (j *Journal) Gone(id string, c record.Check) {
	j.note(line{Did: didLook, ID: id, OK: &c.OK, Saw: c.Saw})
}

// Removed records that the run's containers and networks were removed, or why that failed.
func (j *Journal) Removed(err error) { j.note(line{Did: didRemove, Error: text(err)}) }

// Failed records why the writer could not do its part.
func (j *Journal) Failed(err error) { j.note(line{Did: didFailOpen, Error: text(err)}) }

// Left records that the controller ended and left its faults in force on purpose.
func (j *Journal) Left() { j.note(line{Did: didLeave}) }

// Finish records that nothing is left to undo, and releases the journal.
func (j *Journal) Finish() error { return errors.Join(j.write(line{Did: didClose}), j.Close()) }

// Close releases the journal without another line.
func (j *Journal) Close() error { return j.file.Close() }

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

var _ chaos.Journal = (*Journal)(nil)
