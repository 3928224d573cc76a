package load

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"firedrill/internal/record"
)

// StormPlan says how clients send again what failed.
type StormPlan struct {
	Tries    int           // how often a request is sent again, at most
	Patience time.Duration // what takes longer than this is sent again too, and so is what was sent again
	AtOnce   int           // most users who try again at the same time
	Rate     float64       // most that is sent again in a second
}

// Storm sends again, at once, what a load's users did not get. They go on waiting for their first answer meanwhile.
type Storm struct {
	plan   StormPlan
	of     *Driver
	sender *Driver // never started: it sends, over connections of its own
	me     *watcher
	ctx    context.Context
	cancel context.CancelFunc
	limit  *rate.Limiter
	tally  tally
	owned  sync.WaitGroup

	mu       sync.Mutex
	ended    bool
	trying   int
	again    uint64
	withheld uint64
	proof    int
}

// StormCounts are what a storm has done so far.
type StormCounts struct {
	Counts        // of what was sent again
	Again  uint64 // requests that were sent again
	Trying int    // users who are trying again
	Proof  int    // how often the one that fails on purpose was sent again
}

// StartStorm begins to watch a load, and sends one request that must fail, to see that it is sent again. It ends with Stop.
func StartStorm(ctx context.Context, of *Driver, p StormPlan) (*Storm, error) {
	plan := of.plan
	plan.Timeout = p.Patience
	sender, err := newDriver(of.workload, plan, nil)
	if err != nil {
		return nil, err
	}
	sender.accounts, sender.start, sender.unaudited = of.accounts, time.Now(), true
	s := &Storm{plan: p, of: of, sender: sender, limit: rate.NewLimiter(rate.Limit(p.Rate), max(1, int(p.Rate/10)))}
	s.me = &watcher{patience: p.Patience, lost: func(j job) { s.start(j, nil) }}
	s.ctx, s.cancel = context.WithCancel(ctx)
	if !of.watcher.CompareAndSwap(nil, s.me) {
		s.cancel()
		return nil, errors.New("the users of this load try again already")
	}
	s.start(job{request: of.workload.Crowd().Refused}, &s.proof)
	return s, nil
}

// start has a user try again, beside others. What is counted besides is guarded by the lock.
func (s *Storm) start(j job, count *int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || s.trying >= s.plan.AtOnce {
		s.withheld++
		return
	}
	s.trying++
	s.owned.Go(func() { s.insist(j, count) })
}

// insist sends a request again until it succeeds or the tries are used up.
func (s *Storm) insist(j job, count *int) {
	defer func() {
		s.mu.Lock()
		s.trying--
		s.mu.Unlock()
	}()
	w := worker{body: bytes.Buffer{}}
	for range s.plan.Tries {
		if !s.limit.Allow() || s.ctx.Err() != nil {
			s.mu.Lock()
			s.withheld++
			s.mu.Unlock()
			return
		}
		s.mu.Lock()
		s.again++
		if count != nil {
			*count++
		}
		s.mu.Unlock()
		sample := s.sender.serve(s.ctx, &w, j)
		s.tally.add([]record.Sample{sample})
		if sample.Class == "" {
			return
		}
	}
}

// Stop ends it, and returns when nothing is sent again and every connection of it is closed.
func (s *Storm) Stop() {
	s.of.watcher.CompareAndSwap(s.me, nil)
	s.mu.Lock()
	s.ended = true
	s.mu.Unlock()
	s.cancel()
	s.sender.pool.close()
	s.owned.Wait()
}

// Counts says what was sent again so far.
func (s *Storm) Counts() StormCounts {
	n := StormCounts{Counts: s.tally.counts()}
	n.Open = s.sender.pool.size()
	s.mu.Lock()
	defer s.mu.Unlock()
	n.Due, n.Dropped, n.InFlight = s.again+s.withheld, s.withheld, s.trying
	n.Again, n.Trying, n.Proof = s.again, s.trying, s.proof
	return n
}
