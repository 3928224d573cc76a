package drill

import (
	"errors"
	"fmt"
	"os"
	"time"

	"firedrill/internal/jsonl"
)

// InForce is a fault from a journal that has not been confirmed gone.
type InForce struct {
	Run      string     `json:"run"`
	Instance string     `json:"lab"`
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	On       string     `json:"on"`
	Since    time.Time  `json:"since"`
	State    string     `json:"state"`           // in force; revert failed; reverted, not seen to be gone
	Why      string     `json:"why,omitempty"`   // the result of the last revert or check
	PID      int        `json:"pid,omitempty"`   // process that holds the fault and will revert it; 0: none
	Until    *time.Time `json:"until,omitempty"` // when that process will revert it, if known
}

// String formats the fault as one line of "firedrill status".
func (f InForce) String() string {
	text := fmt.Sprintf("%s: %s on %s of lab %q, since %s (run %s", f.State, f.Kind, f.On, f.Instance, f.Since.Local().Format(time.TimeOnly), f.Run)
	if f.PID != 0 {
		text += fmt.Sprintf(", held by process %d", f.PID)
	}
	if f.Until != nil {
		text += " until " + f.Until.Local().Format(time.TimeOnly)
	}
	text += ")"
	if f.Why != "" {
		text += ": " + f.Why
	}
	return text
}

// InForce lists the faults in the journals of open runs, oldest first, without those of sealed runs.
func (h Home) InForce() ([]InForce, error) {
	return h.inForce(func(Owner) bool { return true })
}

// InForceOn lists the faults on one lab, given its engine, its name and the run that brought it up.
func (h Home) InForceOn(engine, instance, lab string) ([]InForce, error) {
	return h.inForce(Owner{Engine: engine, Instance: instance, Lab: lab}.sameLab)
}

func (h Home) inForce(wanted func(Owner) bool) ([]InForce, error) {
	runs, err := h.Runs()
	if err != nil {
		return nil, err
	}
	var out []InForce
	for _, r := range runs {
		if h.sealed(r) {
			continue // the responder has to find out what it does
		}
		j, err := readJournal(r.Journal)
		if errors.Is(err, os.ErrNotExist) {
			continue // it was dropped meanwhile
		}
		if err != nil {
			return nil, err
		}
		if o, _ := j.Owner(); wanted(o) {
			out = append(out, j.inForce(r.Run)...)
		}
	}
	return out, nil
}

// inForce lists the faults of one journal.
func (j *Journal) inForce(run string) []InForce {
	owner, _ := j.Owner()
	holder := 0
	if !j.wasLeft() && alive(owner.PID) {
		holder = owner.PID
	}
	var out []InForce
	for _, s := range j.standings() {
		f := InForce{Run: run, Instance: owner.Instance, ID: s.ID, Kind: s.Kind, On: s.On, Since: s.Since, State: s.State, Why: s.Why, PID: holder}
		if holder != 0 && !s.Until.IsZero() {
			f.Until = &s.Until
		}
		out = append(out, f)
	}
	return out
}

// wasLeft reports that the controller ended and left its faults in force.
func (j *Journal) wasLeft() bool {
	for _, l := range j.lines() {
		if l.Did == didLeave {
			return true
		}
	}
	return false
}

// readJournal reads a journal without taking its lock.
func readJournal(path string) (*Journal, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	past, err := jsonl.Read[line](f)
	return &Journal{past: past}, err
}
