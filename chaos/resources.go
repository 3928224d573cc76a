package chaos

import (
	"context"
	"fmt"
	"time"
)

// Limiter is what containers offer that can be held to other limits while they run.
type Limiter interface {
	Limits(ctx context.Context, service string) (Limits, error)
	// Limit changes limits; those that are 0 stay. Once begun it is finished.
	Limit(ctx context.Context, service string, l Limits) error
	Use(ctx context.Context, service string) (Use, error)
}

// Limits are what a container is held to.
type Limits struct {
	CPUs   float64 `json:"cpus,omitempty"`
	Memory int64   `json:"memory,omitempty"` // bytes
	Pids   int64   `json:"pids,omitempty"`
}

// Use is what a container uses, by the kernel's figures.
type Use struct {
	Memory    int64 // bytes
	Held      int64 // the limit of memory, in bytes
	Pids      int64
	CPU       int64     // nanoseconds computed since it started
	Throttled int64     // nanoseconds held back since it started
	At        time.Time // when the kernel was asked, which on a busy host is not when the answer came
}

// NeedUpdate is met where limits can be changed while a container runs.
const NeedUpdate Need = "engine:update"

// Only keeps of the limits those that the others hold.
func (l Limits) Only(of Limits) Limits {
	if of.CPUs == 0 {
		l.CPUs = 0
	}
	if of.Memory == 0 {
		l.Memory = 0
	}
	if of.Pids == 0 {
		l.Pids = 0
	}
	return l
}

// String names the limits that there are.
func (l Limits) String() string {
	text := ""
	if l.CPUs > 0 {
		text += fmt.Sprintf(", %g processors", l.CPUs)
	}
	if l.Memory > 0 {
		text += fmt.Sprintf(", %.1f MB", float64(l.Memory)/1e6)
	}
	if l.Pids > 0 {
		text += fmt.Sprintf(", %d processes", l.Pids)
	}
	if text == "" {
		return "nothing"
	}
	return text[2:]
}

// Stress runs programs of ours in a service's container, within its limits.
type Stress interface {
	// Start begins a work under an id, and returns when it is under way. It ends with Stop, with this process, with the
	// container, and by itself when its time is up. Once begun, it is not cancelled.
	Start(ctx context.Context, service, id string, w Work) error
	// Running says whether it goes on.
	Running(ctx context.Context, service, id string) (bool, error)
	// Stop ends it, whichever process began it, and removes what it left. One that is not known has ended already.
	Stop(ctx context.Context, service, id string) error
	// Space tells how the database's own disk stands, in a lab that gives it one.
	Space(ctx context.Context) (Space, error)
}

// Work is what is to be done.
type Work struct {
	Spin   int           `json:"spin,omitempty"`   // threads that compute
	Hold   int64         `json:"hold,omitempty"`   // bytes of memory to keep; where memory is short, who keeps them is killed
	Take   int64         `json:"take,omitempty"`   // bytes of memory to take; where it is short, the container's first process is killed
	Fill   string        `json:"fill,omitempty"`   // a folder whose disk is to be filled, and kept full
	Within time.Duration `json:"within,omitempty"` // it ends by itself after this
}

// Space is how a disk stands, in bytes.
type Space struct {
	Size int64 `json:"size"`
	Free int64 `json:"free"`
}

// String says how a disk stands in a report.
func (s Space) String() string {
	return fmt.Sprintf("%.1f of %.1f MB are free", float64(s.Free)/1e6, float64(s.Size)/1e6)
}

// Where a lab whose database has a disk of its own keeps it: a container that does nothing else, so that the disk outlives a
// restart of the database.
const (
	DiskKeeper = "disk"
	DiskFolder = "/disk"
)

// NeedDisk is met where the database's data is on a disk of its own.
const NeedDisk Need = "lab:disk"
