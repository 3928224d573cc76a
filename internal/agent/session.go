package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Session is the state that the operations of one agent share.
type Session struct {
	out       *outlet
	workloads map[string]Workload

	load    loading
	holds   holds
	redis   lifeline
	damages damages
	crowds  crowds
	gauging gauging

	watching watching

	mu    sync.Mutex
	undos []*undo // oldest first
}

// undo is one revert to run when the agent ends.
type undo struct {
	name string
	do   func(context.Context) error
}

// OnExit registers a revert to run when the agent ends, for whatever reason; the newest runs first. The returned
// function cancels the registration, for an effect that was reverted before.
func (s *Session) OnExit(name string, do func(context.Context) error) (forget func()) {
	u := &undo{name: name, do: do}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.undos = append(s.undos, u)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.undos = slices.DeleteFunc(s.undos, func(other *undo) bool { return other == u })
	}
}

// takeBack runs all undos, newest first, each bounded in time. One that fails or hangs does not stop the others.
func (s *Session) takeBack(ctx context.Context) error {
	var errs []error
	for {
		s.mu.Lock()
		last := len(s.undos) - 1
		if last < 0 {
			s.mu.Unlock()
			return errors.Join(errs...)
		}
		u := s.undos[last]
		s.undos = s.undos[:last]
		s.mu.Unlock()
		if err := u.take(ctx); err != nil {
			errs = append(errs, fmt.Errorf("take back %q: %w", u.name, err))
		}
	}
}

func (u *undo) take(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, undoTime)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- u.do(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
