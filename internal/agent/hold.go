package agent

import (
	"context"
	"fmt"
	"sync"
	"time"

	"firedrill/chaos"
)

const (
	reopenPause = 100 * time.Millisecond // before a broken session is opened again
	checkEvery  = 250 * time.Millisecond // how often an idle session is checked
)

// holds are the sessions that an agent keeps open, by the name of their hold.
type holds struct {
	mu  sync.Mutex
	all map[string]*held
}

// held is one hold. It has one keeper goroutine per session; stop ends them.
type held struct {
	want    chaos.Hold
	stop    context.CancelFunc
	keepers sync.WaitGroup
	forget  func()

	mu    sync.Mutex
	state chaos.Held
}

// session is one open session of a hold.
type session interface {
	tick(ctx context.Context) (rows int, err error)
	alive(ctx context.Context) error
	close()
}

// hold starts to keep sessions open. It does not wait until they are open.
func hold(ctx context.Context, s *Session, h chaos.Hold) (struct{}, error) {
	open := map[string]func(context.Context, chaos.Hold) (session, error){
		chaos.InPostgres: holdPostgres, chaos.InRedis: holdRedis,
	}[h.Store]
	if open == nil || h.Name == "" || h.Sessions < 1 {
		return struct{}{}, fmt.Errorf("can't hold %d sessions of %q under %q", h.Sessions, h.Store, h.Name)
	}
	s.holds.mu.Lock()
	defer s.holds.mu.Unlock()
	if s.holds.all[h.Name] != nil {
		return struct{}{}, fmt.Errorf("%q is held already", h.Name)
	}
	k := &held{want: h}
	ctx, k.stop = context.WithCancel(ctx)
	for range h.Sessions {
		k.keepers.Go(func() { k.keep(ctx, open) })
	}
	k.forget = s.OnExit(h.Name, func(context.Context) error { k.stop(); k.keepers.Wait(); return nil })
	if s.holds.all == nil {
		s.holds.all = map[string]*held{}
	}
	s.holds.all[h.Name] = k
	return struct{}{}, nil
}

// heldNow returns the state of a hold.
func heldNow(_ context.Context, s *Session, q HeldRequest) (chaos.Held, error) {
	s.holds.mu.Lock()
	defer s.holds.mu.Unlock()
	if k := s.holds.all[q.Name]; k != nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		return k.state, nil
	}
	return chaos.Held{}, nil
}

// release closes a hold's sessions and waits until they are closed.
func release(_ context.Context, s *Session, q HeldRequest) (struct{}, error) {
	s.holds.mu.Lock()
	k := s.holds.all[q.Name]
	delete(s.holds.all, q.Name)
	s.holds.mu.Unlock()
	if k != nil {
		k.stop()
		k.keepers.Wait()
		k.forget()
	}
	return struct{}{}, nil
}

// keep keeps one session open. A session of a once-only hold is not opened again after someone ends it.
func (k *held) keep(ctx context.Context, open func(context.Context, chaos.Hold) (session, error)) {
	for {
		one, err := open(ctx, k.want)
		if err == nil {
			k.note(func(s *chaos.Held) { s.Open++; s.Err = "" })
			err = k.attend(ctx, one)
			one.close()
			k.note(func(s *chaos.Held) { s.Open-- })
			if k.want.Once {
				return
			}
		}
		if err != nil && ctx.Err() == nil {
			k.note(func(s *chaos.Held) { s.Err = refused(err).Error() })
		}
		if !waited(ctx, reopenPause) {
			return
		}
	}
}

// attend ticks or checks the session until it breaks.
func (k *held) attend(ctx context.Context, one session) error {
	for {
		every := checkEvery
		if len(k.want.Tick) > 0 {
			every = k.want.Every
			rows, err := one.tick(ctx)
			k.note(func(s *chaos.Held) {
				if err != nil {
					s.Err = refused(err).Error()
					return
				}
				s.Ticks, s.Rows, s.Err = s.Ticks+1, s.Rows+rows, ""
			})
			if err != nil && k.want.Once && refused(err).Code == chaos.CodeUnreachable {
				return err // a Redis client would silently dial again
			}
		}
		if err := one.alive(ctx); err != nil {
			return err
		}
		if !waited(ctx, every) {
			return nil
		}
	}
}

func (k *held) note(change func(*chaos.Held)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	change(&k.state)
}

// waited waits, and reports whether the context is still alive.
func waited(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
