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
	OpPress    = "press"    // PressRequest; taken back when the agent ends
	OpPressing = "pressing" // PressingRequest -> chaos.Pressed
	OpEase     = "ease"     // PressingRequest
)

// PressRequest asks for a crowd. Where a load runs, its crowd goes where that goes; else Site says where.
type PressRequest struct {
	ID       string         `json:"id"`
	Pressure chaos.Pressure `json:"pressure"`
	Site     Site           `json:"site"`
}

// Site is where a crowd goes that has no load to go by.
type Site struct {
	URL      string `json:"url"`
	CA       string `json:"ca"`
	Workload string `json:"workload,omitempty"` // as in a load's plan
}

// PressingRequest names a pressure.
type PressingRequest struct {
	ID string `json:"id"`
}

func crowdOps() map[string]Op {
	return map[string]Op{OpPress: typed(press), OpPressing: typed(pressing), OpEase: typed(ease)}
}

// crowds are the pressures of a session, by id.
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

// press begins a pressure, within the bounds of all together.
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

// taken adds up what the crowds have of the bounds. The caller holds the lock.
func (c *crowds) taken() share {
	var sum share
	for _, p := range c.all {
		sum = sum.plus(p.takes)
	}
	return sum
}

// pressing says how a pressure stands.
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

// running is the load that runs, nil when none does.
func (l *loading) running() *load.Driver {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.driver
}

// usersRate is how many requests a second a load's users make now.
func usersRate(d *load.Driver) float64 {
	if d == nil {
		return 0
	}
	return d.Plan().RateAt(time.Since(d.StartTime()))
}

// crowdWorkload is what a crowd's visitors do: what the load's users do, where one runs.
func (s *Session) crowdWorkload(users *load.Driver, at Site) (load.Workload, error) {
	if users != nil {
		return users.Workload(), nil
	}
	return s.workload(at.Workload)
}

// startCrowd has a crowd do what it is to do.
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

// startStorm has the users of a load try again.
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

// newSeed draws what decides on a crowd's arrivals: its writes must not be taken for those of the users.
func newSeed() uint64 { return rand.Uint64() >> 1 }
