package oncall

import (
	"time"

	"firedrill/scenarios"
)

// Look asks a desk for the responder's state. Only the desk of a class answers it: a single round has its own prompt.
const Look = "look"

// View is what a responder may know of their state. Before the end it names neither the scenario nor the cause.
type View struct {
	Drill    int       `json:"drill"` // from 1
	Of       int       `json:"of"`
	Stage    string    `json:"stage"` // empty without a round
	Instance string    `json:"instance"`
	Engine   string    `json:"engine"`
	Services []string  `json:"services"` // of the lab
	Brief    string    `json:"brief"`
	Rate     float64   `json:"rate"` // requests per second of the users
	Page     string    `json:"page"` // empty before the page
	PagedAt  time.Time `json:"paged_at,omitzero"`
	Debrief  string    `json:"debrief"` // of the last scored round
	Done     bool      `json:"done"`    // no further round follows
}

// View returns what the responder of this round may know.
func (t *Table) View() View {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := &t.round
	v := View{Stage: r.Standing().Stage, Brief: r.Scenario.Brief, Rate: r.Scenario.Load.Rate}
	if at, ok := r.now().first(Paged); ok {
		v.Page, v.PagedAt = r.now().scenario.Page, t.began.Add(at)
	}
	return v
}

// Open returns the open incident: the first, or from its page on the second.
func (r *Round) Open() *scenarios.Scenario { return r.now().scenario }

// Began returns the start of the load.
func (t *Table) Began() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.began
}
