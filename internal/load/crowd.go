package load

import (
	"context"
	"maps"
	"strconv"
	"sync"

	"firedrill/internal/record"
)

// Crowd is traffic beside that of the users: it is damage, so it is counted and stands in no record. Nobody looks up its
// writes.
type Crowd struct {
	driver *Driver
	tally  tally
}

// StartCrowd starts a load whose samples are only counted. The crowd acts as the users who are logged in already where a
// load of such is given, so that it can begin while nobody could log in. It ends with Stop.
func StartCrowd(ctx context.Context, w Workload, p Plan, users *Driver) (*Crowd, error) {
	c := &Crowd{}
	d, err := newDriver(w, p, c.tally.add)
	if err != nil {
		return nil, err
	}
	d.unaudited = true
	if users != nil {
		d.accounts = users.accounts.shared(p, d.pool, &d.renderer)
	}
	d.alarm = newAlarm()
	if err := d.begin(ctx); err != nil {
		return nil, err
	}
	c.driver = d
	return c, nil
}

// Driver is the load behind the crowd.
func (c *Crowd) Driver() *Driver { return c.driver }

// Stop cuts what is in flight, closes every connection, and returns when that is done.
func (c *Crowd) Stop() {
	c.driver.cancel()
	<-c.driver.done
}

// Counts says what the crowd has done so far.
func (c *Crowd) Counts() Counts {
	n := c.tally.counts()
	n.Due = c.driver.scheduled.Load()
	n.InFlight = int(c.driver.inFlight.Load())
	n.Open = c.driver.pool.size()
	return n
}

// Counts are what a crowd has done so far.
type Counts struct {
	Due      uint64         // visits that were due
	Dropped  uint64         // of them, those that were not made: too many were under way
	InFlight int            // visits under way
	Open     int            // connections
	Statuses map[string]int // answers, by status
	Failures map[string]int // visits without an answer, by class
	Worked   uint64         // answers that the database had to work for
}

// tally counts samples.
type tally struct {
	mu sync.Mutex
	n  Counts
}

func (t *tally) add(samples []record.Sample) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n.Statuses == nil {
		t.n.Statuses, t.n.Failures = map[string]int{}, map[string]int{}
	}
	for i := range samples {
		s := &samples[i]
		switch {
		case s.Class == record.ClassDropped:
			t.n.Dropped++
		case s.Status == 0:
			t.n.Failures[s.Class]++
		default:
			t.n.Statuses[strconv.Itoa(s.Status)]++
		}
		if s.DB > 0 {
			t.n.Worked++
		}
	}
}

// counts returns a copy, which stays as it is.
func (t *tally) counts() Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.n
	n.Statuses, n.Failures = maps.Clone(t.n.Statuses), maps.Clone(t.n.Failures)
	return n
}
