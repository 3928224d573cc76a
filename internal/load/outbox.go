package load

import (
	"sync"
	"time"

	"firedrill/internal/record"
)

// flushEvery is how long samples are gathered before they are handed on.
const flushEvery = 200 * time.Millisecond

// outbox gathers samples and hands them on in batches, from one goroutine.
type outbox struct {
	sink func([]record.Sample)

	mu   sync.Mutex
	next []record.Sample
	sent uint64

	spare []record.Sample // touched by the flushing goroutine alone
}

func (o *outbox) add(s record.Sample) {
	o.mu.Lock()
	o.next = append(o.next, s)
	o.mu.Unlock()
}

// flush hands on what was gathered.
func (o *outbox) flush() {
	o.mu.Lock()
	batch := o.next
	o.next = o.spare[:0]
	o.sent += uint64(len(batch))
	o.mu.Unlock()
	if len(batch) > 0 {
		o.sink(batch)
	}
	o.spare = batch
}

// run flushes until stop is closed, and once more after that.
func (o *outbox) run(stop <-chan struct{}) {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			o.flush()
		case <-stop:
			o.flush()
			return
		}
	}
}
