package oncall

import (
	"fmt"
	"strings"
	"time"
)

// Times are how long after its page the steps of an incident were taken, in seconds; nil for a step that was not
// taken.
type Times struct {
	Ack       *float64 `json:"ack"`
	Diagnosis *float64 `json:"diagnosis"` // the first right one
	Fix       *float64 `json:"fix"`       // since when users were well
	Resolve   *float64 `json:"resolve"`
}

// Times returns the times of each incident of a round that was paged. Whether users were well is known only of the
// last one.
func (r *Round) Times(f Facts) []Times {
	all := []Times{}
	incidents := r.incidents()
	for n, one := range incidents {
		page, ok := one.first(Paged)
		if !ok {
			continue
		}
		t := Times{Ack: one.after(page, Acked), Resolve: one.after(page, Resolved)}
		for _, e := range one.log {
			if e.What == Diagnose && e.Right && t.Diagnosis == nil {
				t.Diagnosis = secondsFrom(page, e.At)
			}
		}
		if n == len(incidents)-1 && f.Felt && f.Well {
			t.Fix = secondsFrom(page, f.Recovered)
		}
		all = append(all, t)
	}
	return all
}

// after returns the time from a moment to the first entry of a kind.
func (i incident) after(from time.Duration, what string) *float64 {
	at, ok := i.first(what)
	if !ok {
		return nil
	}
	return secondsFrom(from, at)
}

func secondsFrom(from, at time.Duration) *float64 {
	s := max(0, at-from).Round(100 * time.Millisecond).Seconds()
	return &s
}

// String formats the times in one line.
func (t Times) String() string {
	var parts []string
	for _, step := range []struct {
		name string
		took *float64
	}{{"ack", t.Ack}, {"diagnosis", t.Diagnosis}, {"fix", t.Fix}, {"resolve", t.Resolve}} {
		took := "–"
		if step.took != nil {
			took = fmt.Sprintf("%.0f s", *step.took)
		}
		parts = append(parts, step.name+" "+took)
	}
	return strings.Join(parts, ", ")
}
