package agent

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"firedrill/internal/load"
	"firedrill/internal/record"
)

// loading is the load of a session: one at a time, and the acknowledged writes of all drained loads.
type loading struct {
	mu           sync.Mutex
	driver       *load.Driver
	forget       func()
	acknowledged []load.Write
}

// startLoad starts a load.
func startLoad(ctx context.Context, s *Session, p load.Plan) (LoadStarted, error) {
	w, err := s.workload(p.Workload)
	if err != nil {
		return LoadStarted{}, err
	}
	l := &s.load
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.driver != nil {
		return LoadStarted{}, errors.New("a load is running already")
	}
	d, err := load.Start(ctx, w, p, s.sendSamples)
	if err != nil {
		return LoadStarted{}, err
	}
	l.driver = d
	l.forget = s.OnExit("load", func(ctx context.Context) error {
		_, err := d.Drain(ctx)
		return err
	})
	return LoadStarted{Start: d.StartTime()}, nil
}

// sendSamples is the load driver's sink.
func (s *Session) sendSamples(samples []record.Sample) {
	s.out.write(Reply{Samples: string(encodeSamples(nil, samples))})
}

// drain ends the load. Its last samples have been written, before the reply, when it returns.
func drain(ctx context.Context, s *Session, _ struct{}) (LoadDone, error) {
	l := &s.load
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.driver == nil {
		return LoadDone{}, errors.New("no load is running")
	}
	done, err := l.driver.Drain(ctx)
	l.forget()
	l.acknowledged = append(l.acknowledged, l.driver.Acknowledged()...)
	l.driver = nil
	if err != nil {
		return LoadDone{}, fmt.Errorf("load: %w", err)
	}
	out := LoadDone{Scheduled: done.Scheduled, Samples: done.Samples}
	if done.Lacking != nil {
		out.Lacking = done.Lacking.Error()
	}
	return out, nil
}

// writes returns the writes acknowledged to the drained loads.
func (l *loading) writes() []load.Write {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.acknowledged
}
