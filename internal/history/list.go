package history

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"firedrill/internal/grade"
	"firedrill/internal/plain"
	"firedrill/internal/record"
)

// Line is one run of a list with its key figures. Failed and P95 are measured in the fault phase.
type Line struct {
	Run       string        `json:"run"`
	Started   time.Time     `json:"started"`
	Scenario  string        `json:"scenario"`
	Lab       string        `json:"lab"`
	Seed      uint64        `json:"seed"`
	Verdict   grade.Verdict `json:"verdict"`
	Score     *float64      `json:"score"`
	Letter    *string       `json:"letter"`
	Absorbed  bool          `json:"absorbed"`
	Failed    *float64      `json:"failed"`
	P95       *float64      `json:"p95_ms"`
	Detected  *float64      `json:"detected_seconds"`
	Recovered *float64      `json:"recovered_seconds"`
	Lost      *int          `json:"lost"`
	Reason    string        `json:"reason"`
}

// LineOf returns the line of a result.
func LineOf(r *grade.Result) Line {
	l := Line{Run: r.Run, Started: r.Start.UTC(), Scenario: r.Scenario, Lab: r.Lab, Seed: r.Seed, Verdict: r.Verdict, Score: r.Score,
		Letter: r.Letter, Absorbed: r.Absorbed, Detected: r.Detection.Seconds, Recovered: r.Recovery.Seconds, Lost: r.Audit.Lost, Reason: r.Reason}
	if p := r.Phase(record.PhaseFault); p != nil {
		l.Failed, l.P95 = p.FailedFraction(), p.Latency.P95
	}
	return l
}

// List returns the lines of the runs that match a query.
func List(ctx context.Context, s Store, q Query) ([]Line, error) {
	entries, err := s.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	return Lines(entries)
}

// NoRuns returns the message for a query without results, with the command that shows more.
func NoRuns(ctx context.Context, s Store) (string, error) {
	rounds, err := s.Rounds().All(ctx)
	if n := len(rounds); n > 0 {
		return fmt.Sprintf("no run is kept there, but %d rounds on call are\n"+
			"hint: firedrill rounds shows them by scenario, firedrill rounds --by responder by name", n), nil
	}
	return "no run is kept there\nhint: firedrill run adds one, and firedrill grade RUN one that was run before", err
}

// Lines returns the lines of entries.
func Lines(entries []Entry) ([]Line, error) {
	lines := make([]Line, len(entries))
	for i, e := range entries {
		r, err := e.Read()
		if err != nil {
			return nil, err
		}
		lines[i] = LineOf(r)
	}
	return lines, nil
}

// Table writes lines for a terminal.
func Table(w io.Writer, lines []Line) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "RUN\tDRILL\tVERDICT\tSCORE\tFAILED\tP95\tDETECTED\tRECOVERED\tLOST")
	for _, l := range lines {
		fmt.Fprintf(t, "%s\t%s on %s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", plain.Masked(l.Run), plain.Masked(l.Scenario), plain.Masked(l.Lab), l.Verdict, l.score(),
			cell(l.Failed, "fraction"), cell(l.P95, "ms"), cell(l.Detected, "s"), cell(l.Recovered, "s"), orders(l.Lost))
	}
	return t.Flush()
}

func (l Line) score() string {
	if l.Score == nil || l.Letter == nil {
		return "–"
	}
	return cell(l.Score, "points") + " " + *l.Letter
}

func cell(v *float64, unit string) string {
	if v == nil {
		return "–"
	}
	return grade.InUnit(*v, unit)
}

func orders(n *int) string {
	if n == nil {
		return "–"
	}
	return fmt.Sprint(*n)
}
