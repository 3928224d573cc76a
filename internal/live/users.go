package live

import (
	"slices"
	"sync"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// Times of the users' view.
const (
	UsersSpan = 60 // seconds of history
	UsersNow  = 10 // seconds that the current figures cover
)

// Users keeps the outcomes of the users' requests in the last minute, by the second in which they ended. It shows
// what real-user monitoring would: routes, outcomes and latencies, but no causes.
type Users struct {
	mu      sync.Mutex
	seconds [UsersSpan + 1]usersSecond // the current second is incomplete
}

type usersSecond struct {
	unix   int64
	routes map[string]*usersRoute
}

type usersRoute struct {
	failed, slow int
	latency      []int64 // microseconds
}

// UsersView is what users experience: current figures and their history.
type UsersView struct {
	Well    bool           `json:"well"`    // at most 1 % of the requests failed, and at most 1 % took over a second
	Seconds int            `json:"seconds"` // seconds that the figures cover
	All     UsersFigures   `json:"all"`
	Routes  []UsersFigures `json:"routes"`
	History []UsersFigures `json:"history"` // per second, oldest first
}

// UsersFigures are the figures of one route, or of all routes, for a period. Latency counts from the scheduled time.
type UsersFigures struct {
	Route    string   `json:"route,omitempty"`
	Requests int      `json:"requests"`
	Failed   int      `json:"failed"`
	Slow     int      `json:"slow"`   // answered in more than a second
	P95      *float64 `json:"p95_ms"` // null without requests
}

// Share returns the share of failed requests.
func (f UsersFigures) Share() float64 {
	if f.Requests == 0 {
		return 0
	}
	return float64(f.Failed) / float64(f.Requests)
}

// Add adds samples that ended at now.
func (u *Users) Add(now time.Time, batch []record.Sample) {
	u.mu.Lock()
	defer u.mu.Unlock()
	s := u.second(now.Unix())
	for i := range batch {
		b := &batch[i]
		r := s.routes[b.Route]
		if r == nil {
			r = &usersRoute{}
			s.routes[b.Route] = r
		}
		took := b.Done - b.Due
		r.latency = append(r.latency, took)
		switch {
		case b.Class != "":
			r.failed++
		case time.Duration(took)*time.Microsecond > signals.Patience:
			r.slow++
		}
	}
}

// second returns the slot of a second. It clears a slot of an earlier minute.
func (u *Users) second(unix int64) *usersSecond {
	s := &u.seconds[unix%int64(len(u.seconds))]
	if s.unix != unix {
		*s = usersSecond{unix: unix, routes: map[string]*usersRoute{}}
	}
	return s
}

// View returns the view at a time.
func (u *Users) View(now time.Time) UsersView {
	u.mu.Lock()
	defer u.mu.Unlock()
	v := UsersView{Seconds: UsersNow}
	var all usersRoute
	routes := map[string]*usersRoute{}
	for ago := UsersSpan; ago >= 1; ago-- {
		var one usersRoute
		for name, r := range u.second(now.Unix() - int64(ago)).routes {
			one.add(r)
			if ago <= UsersNow {
				if routes[name] == nil {
					routes[name] = &usersRoute{}
				}
				routes[name].add(r)
				all.add(r)
			}
		}
		v.History = append(v.History, one.figures(""))
	}
	for name, r := range routes {
		v.Routes = append(v.Routes, r.figures(name))
	}
	slices.SortFunc(v.Routes, func(a, b UsersFigures) int { return b.Requests - a.Requests })
	v.All = all.figures("")
	bound := signals.GoodFraction * float64(v.All.Requests)
	v.Well = v.All.Requests > 0 && float64(v.All.Failed) <= bound && float64(v.All.Slow) <= bound
	return v
}

func (r *usersRoute) add(o *usersRoute) {
	r.failed, r.slow = r.failed+o.failed, r.slow+o.slow
	r.latency = append(r.latency, o.latency...)
}

func (r *usersRoute) figures(name string) UsersFigures {
	f := UsersFigures{Route: name, Requests: len(r.latency), Failed: r.failed, Slow: r.slow}
	if n := len(r.latency); n > 0 {
		sorted := slices.Sorted(slices.Values(r.latency))
		p95 := float64(sorted[min(n-1, n*95/100)]) / 1000
		f.P95 = &p95
	}
	return f
}
