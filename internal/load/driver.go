package load

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"firedrill/internal/record"
)

// drainGrace is how much longer than one timeout a drain waits for what is in flight.
const drainGrace = time.Second

// Driver is one running load.
type Driver struct {
	plan     Plan
	workload Workload
	start    time.Time
	pool     *pool
	accounts *accounts
	renderer renderer
	outbox   outbox
	alarm    alarm
	cancel   context.CancelFunc
	// unaudited says that nobody will look up the writes that the site acknowledges.
	unaudited bool
	watcher   atomic.Pointer[watcher] // who is told of users that lose patience; nil for nobody

	jobs      chan job
	workers   sync.WaitGroup
	inFlight  atomic.Int64
	scheduled atomic.Uint64
	draining  chan struct{}
	drainOnce sync.Once
	done      chan struct{}

	mu           sync.Mutex
	acknowledged []Write
	lacking      lacking
}

// job is an arrival on its way to a worker.
type job struct {
	seq     uint64
	due     time.Time
	request Request
}

// Done says how many arrivals were scheduled and how many samples handed to the sink; after a drain they are equal.
type Done struct {
	Scheduled uint64
	Samples   uint64
	Lacking   error // what this process lacked to send some of them; nil for nothing
}

// Start logs the workload's users in, then starts sending and returns. The sink gets every sample, in batches, from one
// goroutine; it must not keep the slice. The load ends with Drain, or at once, with its requests cut, when the context
// ends. Either way Drain must be called, to wait for what was started.
func Start(ctx context.Context, w Workload, p Plan, sink func([]record.Sample)) (*Driver, error) {
	d, err := newDriver(w, p, sink)
	if err != nil {
		return nil, err
	}
	d.alarm = newAlarm()
	if err := d.begin(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

func newDriver(w Workload, p Plan, sink func([]record.Sample)) (*Driver, error) {
	if err := p.Validate(w.Routes()); err != nil {
		return nil, err
	}
	dialer, err := newDialer(p)
	if err != nil {
		return nil, err
	}
	return &Driver{
		plan:     p,
		workload: w,
		pool:     &pool{dialer: dialer, open: map[*conn]struct{}{}},
		renderer: newRenderer(w, p, dialer.hostHeader()),
		outbox:   outbox{sink: sink},
		jobs:     make(chan job),
		draining: make(chan struct{}),
		done:     make(chan struct{}),
	}, nil
}

func (d *Driver) begin(ctx context.Context) error {
	if d.accounts == nil {
		var err error
		if d.accounts, err = newAccounts(ctx, d.plan, d.pool, &d.renderer); err != nil {
			d.pool.close()
			d.alarm.stop()
			return fmt.Errorf("load: %w", err)
		}
	}
	ctx, d.cancel = context.WithCancel(ctx)
	d.start = time.Now()
	go d.run(ctx)
	return nil
}

// Workload is what the users of the load do.
func (d *Driver) Workload() Workload { return d.workload }

// Plan is what the load was started with.
func (d *Driver) Plan() Plan { return d.plan }

// StartTime is the moment that the samples' times count from.
func (d *Driver) StartTime() time.Time { return d.start }

// Acknowledged returns the writes that the site said it has done. It is complete after Drain.
func (d *Driver) Acknowledged() []Write {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]Write(nil), d.acknowledged...)
}

// Drain stops sending, waits for what is in flight, at most the plan's timeout and a second, and hands the last samples
// to the sink. When the context ends first, what is in flight is cut, and is in the samples as that.
func (d *Driver) Drain(ctx context.Context) (Done, error) {
	d.drainOnce.Do(func() { close(d.draining) })
	var err error
	select {
	case <-d.done:
	case <-ctx.Done():
		d.cancel()
		<-d.done
		err = fmt.Errorf("drain: %w", context.Cause(ctx))
	}
	return Done{Scheduled: d.scheduled.Load(), Samples: d.outbox.sent, Lacking: d.lacking.err()}, err
}

// run owns everything that the driver starts, and ends when all of it has.
func (d *Driver) run(ctx context.Context) {
	defer close(d.done)
	defer d.cancel()
	cut := context.AfterFunc(ctx, d.pool.close)
	defer cut()

	flushed := make(chan struct{})
	working := make(chan struct{})
	go func() { defer close(flushed); d.outbox.run(working) }()

	d.pace(ctx)
	patience := time.AfterFunc(d.plan.Timeout+drainGrace, d.cancel)
	d.workers.Wait()
	patience.Stop()
	close(working)
	<-flushed
	d.pool.close()
}

// work carries one arrival after the other through, in a goroutine whose stack has grown once.
func (d *Driver) work(ctx context.Context, j job) {
	var w worker
	for ok := true; ok; j, ok = <-d.jobs {
		answered := d.watch(j)
		s := d.serve(ctx, &w, j)
		answered(s)
		d.outbox.add(s)
		d.inFlight.Add(-1)
		if w.refused > 0 {
			d.accounts.renew(ctx, w.refused)
			w.refused = 0
		}
		if w.body.Cap() > maxKept {
			w.body = bytes.Buffer{}
		}
	}
}

// maxKept bounds the body buffer that a worker keeps: a fault that makes answers big must not make the client so.
const maxKept = 256 << 10

// worker holds what a goroutine uses again for each request.
type worker struct {
	request []byte
	body    bytes.Buffer
	refused int // a user whose token was refused
}
