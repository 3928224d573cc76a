package drill

import (
	"errors"
	"fmt"
	"os"
	"time"

	"firedrill/internal/jsonl"
)

// InForce is a fault that a journal tells of and that was not seen to be gone.
type InForce struct {
	Run      string     `json:"run"`
	Instance string     `json:"lab"`
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	On       string     `json:"on"`
	Since    time.Time  `json:"since"`
	State    string     `json:"state"`           // in force; revert failed; reverted, not seen to be gone
	Why      string     `json:"why,omitempty"`   // what the last revert or look said
	PID      int        `json:"pid,omitempty"`   // of the process that holds the fault and will revert it; 0 if there is none
	Until    *time.Time `json:"until,omitempty"` // when that process will revert it, if it was told how long
}

// String is the fault in one line, as "firedrill status" shows it.
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

// InForce lists the faults that the journals of open runs tell of, oldest first, but for those of sealed runs.
func (h Home) InForce() ([]InForce, error) {
	return h.inForce(func(Owner) bool { return true })
}

// InForceOn lists those of one lab, by its engine, its name and the run that brought it up.
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
			continue // what it does is for somebody to find out
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

// wasLeft says that the controller ended and left its faults in force.
func (j *Journal) wasLeft() bool {
	for _, l := range j.lines() {
		if l.Did == didLeave {
			return true
		}
	}
	return false
}

// readJournal reads a journal beside whoever holds it.
func readJournal(path string) (*Journal, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	past, err := jsonl.Read[line](f)
	return &Journal{past: past}, err
}
