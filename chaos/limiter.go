package chaos

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// LimitLab is what containers offer that can be held to other limits while they run.
type LimitLab interface {
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

func LimiterOf(lab Lab) (LimitLab, error) {
	if l, ok := lab.Containers().(LimitLab); ok {
		return l, nil
	}
	return nil, errors.New("the limits of the lab's containers can't be changed")
}

// UseOf tells what a container uses.
func UseOf(ctx context.Context, lab Lab, service string) (Use, error) {
	l, err := LimiterOf(lab)
	if err != nil {
		return Use{}, err
	}
	return l.Use(ctx, service)
}

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
