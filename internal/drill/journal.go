package drill

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/internal/jsonl"
)

// Writers of a journal.
const (
	ByController = "controller"
	ByWatchdog   = "watchdog"
	ByClean      = "clean"
)

// Kinds of journal lines.
const (
	didOpen     = "opened"   // a run begins: everything with its label belongs to it
	didSupply   = "supplied" // the images are available
	didPlan     = "planned"  // a fault is about to be injected; the line holds its undo data
	didInject   = "injected" //
	didProve    = "proven"   //
	didRevert   = "reverted" //
	didLook     = "gone"     // whether the fault was confirmed gone
	didRemove   = "removed"  // the run's containers and networks were removed
	didClose    = "closed"   // nothing of the run is left to undo
	didLeave    = "left"     // the controller ended and left its faults in force on purpose
	didFailOpen = "failed"   // the writer failed to do its part
)

// Owner identifies the run that a journal belongs to, and its engine.
type Owner struct {
	Run      string `json:"run"`
	Instance string `json:"instance"`
	Engine   string `json:"engine"`
	Kept     bool   `json:"kept"` // the lab is not the run's own: undo the faults, keep the lab
	Self     string `json:"self"` // image of our own binary, for an agent that checks whether faults are gone

	Lab string        `json:"lab,omitempty"` // the run that brought the lab up: a later lab of the same name is a different one
	PID int           `json:"pid,omitempty"` // process ID of the controller
	For time.Duration `json:"for,omitempty"` // how long each fault is held after its proof; 0: unknown
}

// line is one line of a journal. It holds no secret: undo data names containers and variables but no values, and a
// parameter that may hold a secret is stored as a digest.
type line struct {
	At    time.Time    `json:"at"`
	By    string       `json:"by"`
	Did   string       `json:"did"`
	Owner *Owner       `json:"owner,omitempty"`
	Fault *chaos.Entry `json:"fault,omitempty"`
	ID    string       `json:"id,omitempty"`
	OK    *bool        `json:"ok,omitempty"`
	Saw   string       `json:"saw,omitempty"`
	Error string       `json:"error,omitempty"`
	Proof *chaos.Proof `json:"proof,omitempty"`
}

// ErrHeld reports that a living process holds the journal: only that process may undo its run.
var ErrHeld = errors.New("run is in progress")

// Journal is the file from which another process can undo a run. The process that acts on the run locks it. Each line
// is on the disk before the step it announces.
type Journal struct {
	mu   sync.Mutex
	file *os.File
	by   string
	past []line
}

// CreateJournal creates a run's journal.
func CreateJournal(path string, o Owner) (*Journal, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j := &Journal{file: f, by: ByController}
	if err := lock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return j, j.write(line{Did: didOpen, Owner: &o})
}

// OpenJournal takes over the journal of a process that has ended. If a process still holds it, the error is ErrHeld.
func OpenJournal(path, by string) (*Journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	past, err := jsonl.Read[line](f) // an incomplete last line announced a step that did not start
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal %q: %w", path, err), f.Close())
	}
	return &Journal{file: f, by: by, past: past}, nil
}

// lines returns the lines so far.
func (j *Journal) lines() []line {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.past)
}

// Owner returns the owner of the run; false if the journal was cut off before that line.
func (j *Journal) Owner() (Owner, bool) {
	for _, l := range slices.Backward(j.lines()) {
		if l.Owner != nil {
			return *l.Owner, true
		}
	}
	return Owner{}, false
}

// Uses records the image from which an agent can be started.
func (j *Journal) Uses(self string) error {
	o, ok := j.Owner()
	if !ok {
		return errors.New("journal has no owner")
	}
	o.Self = self
	return j.write(line{Did: didSupply, Owner: &o})
}

// Closed reports that nothing of the run is left to undo.
func (j *Journal) Closed() bool {
	return len(j.past) > 0 && j.past[len(j.past)-1].Did == didClose
}

// Open lists the faults that may still act, oldest first: planned and not confirmed gone.
func (j *Journal) Open() []chaos.Entry {
	past := j.lines()
	gone := map[string]bool{}
	for _, l := range past {
		if l.Did == didLook && l.OK != nil && *l.OK {
			gone[l.ID] = true
		}
	}
	var out []chaos.Entry
	for _, l := range past {
		if l.Did == didPlan && l.Fault != nil && !gone[l.Fault.ID] {
			out = append(out, *l.Fault)
		}
	}
	return out
}
