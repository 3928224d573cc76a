package agent

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/internal/load"
)

// Operations on crowds.
const (
	OpPress    = "press"    // PressRequest; reverted when the agent ends
	OpPressing = "pressing" // PressingRequest -> chaos.Pressed
	OpEase     = "ease"     // PressingRequest
)

// PressRequest starts a crowd. The crowd uses the target of the running load; without a load, Site is the target.
type PressRequest struct {
	ID       string         `json:"id"`
	Pressure chaos.Pressure `json:"pressure"`
	Site     Site           `json:"site"`
}

// Site is the target of a crowd when no load is running.
type Site struct {
	URL      string `json:"url"`
	CA       string `json:"ca"`
	Workload string `json:"workload,omitempty"` // name of a workload, as in a load's plan
}

// PressingRequest names a pressure.
type PressingRequest struct {
	ID string `json:"id"`
}

func crowdOps() map[string]Op {
	return map[string]Op{OpPress: typed(press), OpPressing: typed(pressing), OpEase: typed(ease)}
}

// crowds are the pressures of a session, by ID.
type crowds struct {
	mu  sync.Mutex
	all map[string]*pressed
}

// pressed is one pressure.
type pressed struct {
	takes  share
	asked  float64
	counts func(*chaos.Pressed)
	stop   func()
	forget func()
}

// press starts a pressure, within the limits for the sum of all pressures.
func press(ctx context.Context, s *Session, q PressRequest) (struct{}, error) {
	users := s.load.running()
	s.crowds.mu.Lock()
	defer s.crowds.mu.Unlock()
	if q.ID == "" || s.crowds.all[q.ID] != nil {
		return struct{}{}, fmt.Errorf("pressure %q is there already, or has no name", q.ID)
	}
	takes, err := fit(q.Pressure, usersRate(users), s.crowds.taken())
	if err != nil {
		return struct{}{}, err
	}
	w, err := s.crowdWorkload(users, q.Site)
	if err != nil {
		return struct{}{}, err
	}
	p, err := startCrowd(ctx, w, users, q, takes)
	if err != nil {
		return struct{}{}, err
	}
	p.takes, p.asked = takes, takes.rate
	p.forget = s.OnExit(q.ID, func(context.Context) error { p.stop(); return nil })
	if s.crowds.all == nil {
		s.crowds.all = map[string]*pressed{}
	}
	s.crowds.all[q.ID] = p
	return struct{}{}, nil
}

// taken sums up the shares of all crowds. The caller holds the lock.
func (c *crowds) taken() share {
	var sum share
	for _, p := range c.all {
		sum = sum.plus(p.takes)
	}
	return sum
}

// pressing returns the state of a pressure.
func pressing(_ context.Context, s *Session, q PressingRequest) (chaos.Pressed, error) {
	now := chaos.Pressed{Users: usersRate(s.load.running())}
	s.crowds.mu.Lock()
	defer s.crowds.mu.Unlock()
	if p := s.crowds.all[q.ID]; p != nil {
		now.There, now.Asked = true, p.asked
		p.counts(&now)
	}
	return now, nil
}

// ease ends a pressure.
func ease(_ context.Context, s *Session, q PressingRequest) (struct{}, error) {
	s.crowds.mu.Lock()
	p := s.crowds.all[q.ID]
	delete(s.crowds.all, q.ID)
	s.crowds.mu.Unlock()
	if p != nil {
		p.stop()
		p.forget()
	}
	return struct{}{}, nil
}

// running returns the running load; nil if there is none.
func (l *loading) running() *load.Driver {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.driver
}

// usersRate returns the current request rate of a load's users, per second.
func usersRate(d *load.Driver) float64 {
	if d == nil {
		return 0
	}
	return d.Plan().RateAt(time.Since(d.StartTime()))
}

// crowdWorkload returns the workload of a crowd: that of the running load, if there is one.
func (s *Session) crowdWorkload(users *load.Driver, at Site) (load.Workload, error) {
	if users != nil {
		return users.Workload(), nil
	}
	return s.workload(at.Workload)
}

// startCrowd starts the action of a crowd.
func startCrowd(ctx context.Context, w load.Workload, users *load.Driver, q PressRequest, takes share) (*pressed, error) {
	p := q.Pressure
	plan := planOf(w.Crowd(), users, q, takes)
	switch {
	case p.Act == chaos.ActHold:
		slow, err := load.StartSlow(ctx, w, plan, p.Count, p.Every)
		if err != nil {
			return nil, err
		}
		return &pressed{stop: slow.Stop, counts: func(n *chaos.Pressed) { tellSlow(n, slow.Counts()) }}, nil
	case p.Act == chaos.ActRetry && p.Rate == 0:
		return startStorm(ctx, users, p, takes)
	}
	crowd, err := load.StartCrowd(ctx, w, plan, users)
	if err != nil {
		return nil, err
	}
	if p.Act != chaos.ActRetry {
		return &pressed{stop: crowd.Stop, counts: func(n *chaos.Pressed) { tell(n, crowd.Counts()) }}, nil
	}
	storm, err := startStorm(ctx, crowd.Driver(), p, takes)
	if err != nil {
		crowd.Stop()
		return nil, err
	}
	return &pressed{counts: storm.counts, stop: func() { crowd.Stop(); storm.stop() }}, nil
}

// startStorm makes the users of a load retry.
func startStorm(ctx context.Context, of *load.Driver, p chaos.Pressure, takes share) (*pressed, error) {
	storm, err := load.StartStorm(ctx, of, load.StormPlan{Tries: p.Tries, Patience: p.Patience, AtOnce: takes.open, Rate: takes.rate})
	if err != nil {
		return nil, err
	}
	return &pressed{stop: storm.Stop, counts: func(n *chaos.Pressed) {
		c := storm.Counts()
		tell(n, c.Counts)
		n.Again, n.Proof = int(c.Again), c.Proof
	}}, nil
}

func tell(n *chaos.Pressed, c load.Counts) {
	n.Due, n.Dropped, n.InFlight, n.Open = int(c.Due), int(c.Dropped), c.InFlight, c.Open
	n.Statuses, n.Failures, n.Worked = c.Statuses, c.Failures, int(c.Worked)
}

func tellSlow(n *chaos.Pressed, c load.SlowCounts) {
	n.Due, n.Open, n.Ended, n.Failures = c.Tried, c.Open, c.Ended, c.Failures
}

// newSeed returns a random seed for a crowd. It differs from the load's seed, so that the crowd's writes are not counted as
// those of the users.
func newSeed() uint64 { return rand.Uint64() >> 1 }
