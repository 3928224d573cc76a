package oncall

import (
	"time"

	"firedrill/scenarios"
)

// Look asks a desk where the responder is. The desk of a class answers; that of a single round has a prompt beside it.
const Look = "look"

// View is what a responder may know of where he is. It names neither the scenario nor the cause before the end.
type View struct {
	Drill    int       `json:"drill"` // from 1
	Of       int       `json:"of"`
	Stage    string    `json:"stage"` // empty while there is no round to be in
	Instance string    `json:"instance"`
	Engine   string    `json:"engine"`
	Services []string  `json:"services"` // of the lab
	Brief    string    `json:"brief"`
	Rate     float64   `json:"rate"` // of the users, in requests a second
	Page     string    `json:"page"` // empty before the page
	PagedAt  time.Time `json:"paged_at,omitzero"`
	Debrief  string    `json:"debrief"` // of the last round that was scored
	Done     bool      `json:"done"`    // no further round comes
}

// View is what the responder of this round may know of it.
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

// Open is the incident that is open: the first, or from its page on the second.
func (r *Round) Open() *scenarios.Scenario { return r.now().scenario }

// Began is when the load began.
func (t *Table) Began() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.began
}
