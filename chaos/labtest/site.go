package labtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// Everything is a prober that has all capabilities except those named, with the reasons.
type Everything map[string]string

// Has says whether the capability is there.
func (e Everything) Has(_ context.Context, name string) (bool, string) {
	why, lacks := e[name]
	return !lacks, why
}

// Journal records what it is told, one line for each step.
type Journal struct {
	Refuse bool // refuse to plan, as a full disk would make it

	mu      sync.Mutex
	lines   []string
	entries []chaos.Entry
}

// Planned keeps the entry.
func (j *Journal) Planned(e chaos.Entry) error {
	if j.Refuse {
		return errors.New("no space left")
	}
	j.add("planned " + e.ID)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, e)
	return nil
}

// Injected keeps the step.
func (j *Journal) Injected(id string, err error) { j.add("injected " + id + suffix(err)) }

// Proven keeps the step.
func (j *Journal) Proven(id string, p chaos.Proof) { j.add(fmt.Sprintf("proven %s %t", id, p.OK())) }

// Reverted keeps the step.
func (j *Journal) Reverted(id string, err error) { j.add("reverted " + id + suffix(err)) }

// Gone keeps the step.
func (j *Journal) Gone(id string, c record.Check) { j.add(fmt.Sprintf("gone %s %t", id, c.OK)) }

// Lines are the steps so far.
func (j *Journal) Lines() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.lines)
}

// Entries are the faults that were planned so far.
func (j *Journal) Entries() []chaos.Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries)
}

func (j *Journal) add(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

func suffix(err error) string {
	if err == nil {
		return ""
	}
	return ": failed"
}

var _ chaos.Journal = (*Journal)(nil)
