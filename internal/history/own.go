package history

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"firedrill/internal/plain"
)

// Own holds the rounds of one responder over time, and the drills that this responder has not played.
type Own struct {
	Responder string     `json:"responder"`
	Rounds    []OwnRound `json:"rounds"` // oldest first
	Unseen    []string   `json:"unseen"` // drills of the library
}

// OwnRound is one round of a responder.
type OwnRound struct {
	Run      string    `json:"run"`
	Started  time.Time `json:"started"`
	Scenario string    `json:"scenario"`
	Seed     uint64    `json:"seed"`
	Points   *int      `json:"points"` // null for a void round
	Void     string    `json:"void,omitempty"`
}

// OwnOf selects the rounds of a responder. A drill counts as played only by a round that was not void.
func OwnOf(all []Round, responder string, drills []string) Own {
	own := Own{Responder: responder, Rounds: []OwnRound{}, Unseen: []string{}}
	seen := map[string]bool{}
	for _, r := range all {
		if r.Responder != responder {
			continue
		}
		one := OwnRound{Run: r.Run, Started: r.Started, Scenario: r.Scenario, Seed: r.Seed, Void: r.Void}
		if r.Void == "" {
			one.Points, seen[r.Scenario] = &r.Total, true
		}
		own.Rounds = append(own.Rounds, one)
	}
	slices.SortStableFunc(own.Rounds, func(a, b OwnRound) int { return a.Started.Compare(b.Started) })
	for _, d := range drills {
		if !seen[d] {
			own.Unseen = append(own.Unseen, d)
		}
	}
	return own
}

// Text writes a table for a terminal.
func (o Own) Text(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "STARTED\tSCENARIO\tSEED\tPOINTS\tRUN")
	for _, r := range o.Rounds {
		points := "void: " + r.Void
		if r.Points != nil {
			points = fmt.Sprint(*r.Points)
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\n", r.Started.UTC().Format("2006-01-02 15:04"), plain.Masked(r.Scenario), r.Seed, plain.Masked(points), plain.Masked(r.Run))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nnot played yet (%d): %s\n", len(o.Unseen), strings.Join(o.Unseen, ", "))
	return err
}
