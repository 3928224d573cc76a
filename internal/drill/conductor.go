// Package drill executes a drill: it starts the load, walks through the phases, has faults injected and reverted on
// time, and writes a record. It also owns what makes a drill safe: the journal, the watchdog that reads the journal
// when the controller dies, and the clean-up that reads it when both have died.
package drill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/agent"
	"firedrill/internal/load"
	"firedrill/internal/record"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

const (
	drainTime = 30 * time.Second // bounds the wait for the last responses
	auditTime = 20 * time.Second // bounds the audit of acknowledged orders
	startTime = 30 * time.Second // bounds the start of the load, including user logins
)

// Drill is one execution of a scenario against a running lab.
type Drill struct {
	Scenario *scenarios.Scenario
	Plan     load.Plan
	Header   record.Header // Start is set when the load starts
	Dir      string        // folder of the record
	Client   *agent.Client
	Samples  *Sink // receives the client's samples
	Setup    chaos.Setup
	Watch    func(Progress) // called for each phase; may be nil
	Meter    Meter          // reads the services' usage once a second; may be nil
	Logs     Logs           // service logs, for failed requests; may be nil
	Response *Response      // nil: nothing is done by hand
	Shift    *Shift         // nil: the timeline is fixed

	Events  Events  // engine events of the lab's services; may be nil
	Changes Changes // made by hand or by the round; nil: only faults may change the lab
	// Consumers lists the programs that use this machine's processors, for the message that it is too busy; may be
	// nil.
	Consumers func(context.Context) []string

	calm calm

	Disturbed func(signals.Interference) // called during the drill for unexplained events; may be nil
}

// Progress is the current state of a drill.
type Progress struct {
	Phase string
	Until time.Time // planned end of the phase
	End   time.Time // planned end of the load
	Note  string    // an event, as text
	// Machine describes what keeps this machine busy from now on, "" if nothing relevant does; nil: unchanged.
	Machine *string
}

// Run executes the drill and returns when its record is complete. The faults are reverted however it ends. An error
// means that the drill itself did not work, or was cancelled.
func (d *Drill) Run(ctx context.Context) error {
	began, err := d.startLoad(ctx)
	if err != nil {
		return err
	}
	d.Header.Start = began.Add(d.offset())
	w, err := record.Create(d.Dir, d.Header)
	if err != nil {
		return err
	}
	t := &teller{w: w, journal: d.Setup.Journal, began: began, watch: d.Watch}
	d.Setup.Journal = t
	d.Samples.Count(d.calm.samples)
	d.Samples.To(w)
	clock := d.Client.Clock()
	t.event(record.Event{Clock: &clock})
	d.Client.OnResumed(t.resumed)
	defer d.Client.OnResumed(nil)
	err = d.measured(ctx, t, func() error { return d.conduct(ctx, t) })
	t.event(record.Event{End: end(err)})
	if err != nil && t.failure() == nil {
		err = &RecordedError{err}
	}
	err = errors.Join(err, t.failure(), w.Close())
	if err == nil {
		d.keepLogs(ctx, t)
	}
	return err
}

// offset is how far the client's clock is ahead of ours.
func (d *Drill) offset() time.Duration {
	return time.Duration(d.Client.Clock().OffsetMS * float64(time.Millisecond))
}

// startLoad starts the load and returns its start by this machine's clock.
func (d *Drill) startLoad(ctx context.Context) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	started, err := d.Client.StartLoad(ctx, d.Plan)
	if err != nil {
		return time.Time{}, fmt.Errorf("start the load: %w", err)
	}
	return started.Start.Add(-d.offset()), nil
}

// conduct walks through the phases and returns with every fault reverted. Faults still in force at the end stay until
// the load has ended, so that reverting them affects no counted request.
func (d *Drill) conduct(ctx context.Context, t *teller) error {
	ctx, let := d.whileClientLives(ctx)
	defer let()
	d.Setup.Ended = func(id string, since time.Time, saw record.Check) { d.lost(t, id, since, saw) }
	rig := chaos.NewInjector(d.Setup)
	defer d.listen(ctx, t)()
	defer watching(ctx, rig)()
	end := d.meanwhile(ctx)
	err := d.phases(ctx, t, rig)
	end()
	if err == nil {
		err = d.drain(ctx, t)
	}
	d.broke(ctx, err)
	if err = errors.Join(err, d.endFaults(ctx, rig)); err != nil {
		return err
	}
	return d.audit(ctx, t)
}

// whileClientLives ends the context when the client is gone: without load there is no drill.
func (d *Drill) whileClientLives(ctx context.Context) (_ context.Context, let func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-d.Client.Done():
			cancel(fmt.Errorf("%w: %w", ErrClientGone, d.Client.Err()))
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil); <-watched }
}

// drain ends the load and waits for the last responses.
func (d *Drill) drain(ctx context.Context, t *teller) error {
	stopped := t.now()
	ctx, cancel := context.WithTimeout(ctx, drainTime)
	defer cancel()
	done, err := d.Client.Drain(ctx)
	if err != nil {
		return fmt.Errorf("wait for the last answers: %w", err)
	}
	t.at(stopped, record.Event{Load: &record.Load{Scheduled: done.Scheduled, Samples: done.Samples}})
	if done.Lacking != "" {
		return errors.New(done.Lacking)
	}
	return nil
}

// audit looks up the acknowledged writes.
func (d *Drill) audit(ctx context.Context, t *teller) error {
	ctx, cancel := context.WithTimeout(ctx, auditTime)
	defer cancel()
	audit, err := d.Client.Audit(ctx, agent.AuditRequest{Workload: d.Plan.Workload, Within: auditTime})
	if err != nil {
		audit = record.Audit{Error: err.Error()} // the grade judges a missing audit
	}
	t.event(record.Event{Audit: &audit})
	return nil
}

// leftBehind reports a fault whose removal could not be confirmed.
func leftBehind(o chaos.Outcome) error {
	if o.Reverted != nil {
		return o.Reverted
	}
	return &InvalidError{record.CodeFaultUnproven, fmt.Sprintf("fault %q on %q is not seen to be gone: %s", o.ID, o.On, o.Gone.Saw)}
}

// notGone is leftBehind for a fault of this drill. On a busy machine the check may have timed out; then the machine
// is the reason.
func (d *Drill) notGone(o chaos.Outcome) error {
	err := leftBehind(o)
	if invalid, ok := errors.AsType[*InvalidError](err); ok {
		if busy := d.calm.busyNow(); busy != "" {
			return &InvalidError{record.CodeMachineBusy, invalid.Why + "; this machine is too busy: " + busy}
		}
	}
	return err
}

func end(err error) *record.End {
	switch {
	case err == nil:
		return &record.End{Reason: record.EndCompleted}
	case errors.Is(err, context.Canceled):
		return &record.End{Reason: record.EndInterrupted}
	}
	return &record.End{Reason: record.EndError, Code: CodeOf(err), Error: oneLine(err)}
}

// Wait waits for a duration. If the context ends first, it returns why.
func Wait(ctx context.Context, d time.Duration) error { return sleepUntil(ctx, time.Now().Add(d)) }

// sleepUntil waits until a time. If the context ends first, it returns why.
func sleepUntil(ctx context.Context, t time.Time) error {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
