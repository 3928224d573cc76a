package agent

import (
	"errors"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/packet"
)

// again repeats a damage in a loop, because one injection acts only once.
type again struct {
	id   string
	want chaos.Damage
	stop chan struct{}
	once sync.Once
	done sync.WaitGroup

	mu    sync.Mutex
	total packet.Report
	err   error // error of the latest attempt
}

// beginAgain injects the damage once before it returns.
func beginAgain(id string, d chaos.Damage) (*again, error) {
	a := &again{id: id, want: d, stop: make(chan struct{})}
	if a.strike(); a.err != nil {
		return nil, a.err
	}
	a.done.Go(a.loop)
	return a, nil
}

func (a *again) loop() {
	tick := time.NewTicker(a.want.Every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			a.strike()
		case <-a.stop:
			return
		}
	}
}

// strike injects the damage once, and adds up its effect.
func (a *again) strike() {
	d, err := packet.Apply(a.id, *a.want.Packets, a.want.Seed)
	var r packet.Report
	if err == nil {
		var reportErr error
		r, reportErr = d.Report()
		err = errors.Join(reportErr, d.Remove())
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.err = err
	a.total.Driver = "sock_diag"
	a.total.Matched += r.Reset
	a.total.Reset += r.Reset
}

// Report returns the total effect so far.
func (a *again) Report() (packet.Report, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.total, a.err
}

// Remove ends the loop, and returns when no further injection can happen.
func (a *again) Remove() error {
	a.once.Do(func() { close(a.stop) })
	a.done.Wait()
	return nil
}
