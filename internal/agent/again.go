package agent

import (
	"errors"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/packet"
)

// again begins a damage anew, again and again, since what it does it does but once.
type again struct {
	id   string
	want chaos.Damage
	stop chan struct{}
	once sync.Once
	done sync.WaitGroup

	mu    sync.Mutex
	total packet.Report
	err   error // why it could not be done the last time
}

// beginAgain does it for the first time before it returns.
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

// strike does it once, and adds up what it did.
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

// Report says what was done so far.
func (a *again) Report() (packet.Report, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.total, a.err
}

// Remove ends it, and returns when it can't happen any more.
func (a *again) Remove() error {
	a.once.Do(func() { close(a.stop) })
	a.done.Wait()
	return nil
}
