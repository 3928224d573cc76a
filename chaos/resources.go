package chaos

import (
	"context"
	"fmt"
	"time"
)

// Limiter reads and changes the limits of running containers.
type Limiter interface {
	Limits(ctx context.Context, service string) (Limits, error)
	// Limit changes limits; those that are 0 stay. An operation that has begun is finished.
	Limit(ctx context.Context, service string, l Limits) error
	Use(ctx context.Context, service string) (Use, error)
}

// Limits are the limits of a container.
type Limits struct {
	CPUs   float64 `json:"cpus,omitempty"`
	Memory int64   `json:"memory,omitempty"` // bytes
	Pids   int64   `json:"pids,omitempty"`
}

// Use is the usage of a container, by the kernel's figures.
type Use struct {
	Memory    int64 // bytes
	Held      int64 // the limit of memory, in bytes
	Pids      int64
	CPU       int64     // nanoseconds computed since it started
	Throttled int64     // nanoseconds held back since it started
	At        time.Time // when the kernel was asked, which on a busy host is not when the answer came
}

// NeedUpdate is met if limits can be changed while a container runs.
const NeedUpdate Need = "engine:update"

// Only returns the limits that are also set in another value; the rest are 0.
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
	// Start starts a program under an id, and returns when it runs. It ends with Stop, with this process, with the container, and by
	// itself when its time is up. A start that has begun is not cancelled.
	Start(ctx context.Context, service, id string, w Work) error
	// Running reports whether it runs.
	Running(ctx context.Context, service, id string) (bool, error)
	// Stop ends it, whichever process started it, and removes what it left. An unknown one has ended already.
	Stop(ctx context.Context, service, id string) error
	// Space returns the state of the database's own disk, in a lab that has one.
	Space(ctx context.Context) (Space, error)
}

// Work describes what a program does.
type Work struct {
	Spin   int           `json:"spin,omitempty"`   // threads that compute
	Hold   int64         `json:"hold,omitempty"`   // bytes of memory to keep; where memory is short, who keeps them is killed
	Take   int64         `json:"take,omitempty"`   // bytes of memory to take; where it is short, the container's first process is killed
	Fill   string        `json:"fill,omitempty"`   // a folder whose disk is to be filled, and kept full
	Within time.Duration `json:"within,omitempty"` // it ends by itself after this
}

// Space is the state of a disk, in bytes.
type Space struct {
	Size int64 `json:"size"`
	Free int64 `json:"free"`
}

// String describes a disk for a report.
func (s Space) String() string {
	return fmt.Sprintf("%.1f of %.1f MB are free", float64(s.Free)/1e6, float64(s.Size)/1e6)
}

// DiskKeeper is the container that mounts the database's own disk, and DiskFolder where. It does nothing else, so that the disk
// survives a restart of the database.
const (
	DiskKeeper = "disk"
	DiskFolder = "/disk"
)

// NeedDisk is met if the database's data is on a disk of its own.
const NeedDisk Need = "lab:disk"
