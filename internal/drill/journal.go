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

// Who writes into a journal.
const (
	ByController = "controller"
	ByWatchdog   = "watchdog"
	ByClean      = "clean"
)

// What a line of the journal tells.
const (
	didOpen     = "opened"   // a run begins: everything that carries its label is its own
	didSupply   = "supplied" // the images are there
	didPlan     = "planned"  // a fault is about to be injected; what undoes it stands in the line
	didInject   = "injected" //
	didProve    = "proven"   //
	didRevert   = "reverted" //
	didLook     = "gone"     // whether the fault's absence was seen
	didRemove   = "removed"  // the run's containers and networks
	didClose    = "closed"   // nothing of the run is left to undo
	didLeave    = "left"     // the controller ended and left its faults in force on purpose
	didFailOpen = "failed"   // the writer could not do its part
)

// Owner says whose run a journal is, and on which engine.
type Owner struct {
	Run      string `json:"run"`
	Instance string `json:"instance"`
	Engine   string `json:"engine"`
	Kept     bool   `json:"kept"` // the lab is not the run's own: undo the faults, leave the lab
	Self     string `json:"self"` // the image of our own binary, for an agent that looks whether faults are gone

	Lab string        `json:"lab,omitempty"` // the run that brought the lab up: a later lab of the same name is another one
	PID int           `json:"pid,omitempty"` // of the controller
	For time.Duration `json:"for,omitempty"` // how long each fault is held after its proof; 0 if that is not known
}

// line is one line of a journal. It holds no secret: a fault's undo names containers and variables, never values, and a
// parameter that may hold a secret stands in it as a digest.
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

// ErrHeld says that a living process holds the journal: its run is not ours to undo.
var ErrHeld = errors.New("run is in progress")

// Journal is the file from which another process can undo a run. It is locked by whoever acts on the run, and each line
// is on the disk before what it announces happens.
type Journal struct {
	mu   sync.Mutex
	file *os.File
	by   string
	past []line
}

// CreateJournal begins a run's journal.
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

// OpenJournal takes a journal over from a process that is gone. If one still holds it, the error is ErrHeld.
func OpenJournal(path, by string) (*Journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	past, err := jsonl.Read[line](f) // an incomplete last line announced nothing that had happened yet
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal %q: %w", path, err), f.Close())
	}
	return &Journal{file: f, by: by, past: past}, nil
}

// lines are those so far.
func (j *Journal) lines() []line {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.past)
}

// Owner is whose run this is; false if the journal was cut off before it said so.
func (j *Journal) Owner() (Owner, bool) {
	for _, l := range slices.Backward(j.lines()) {
		if l.Owner != nil {
			return *l.Owner, true
		}
	}
	return Owner{}, false
}

// Uses tells which image an agent can be started from, once that is known.
func (j *Journal) Uses(self string) error {
	o, ok := j.Owner()
	if !ok {
		return errors.New("journal has no owner")
	}
	o.Self = self
	return j.write(line{Did: didSupply, Owner: &o})
}

// Closed says that nothing of the run is left to undo.
func (j *Journal) Closed() bool {
	return len(j.past) > 0 && j.past[len(j.past)-1].Did == didClose
}

// Open lists the faults that may still act, oldest first: planned, and not seen to be gone.
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
