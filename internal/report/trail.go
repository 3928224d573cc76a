package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"firedrill/internal/plain"
	"firedrill/internal/quantity"
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// maxTrails is the maximum number of requests whose log lines a page shows.
const maxTrails = 6

// trail holds the log lines of one request.
type trail struct {
	signals.Example
	What  string
	Lines []trailLine
}

// trailLine is one log line, formatted for a reader.
type trailLine struct{ When, Service, Class, Text, By string }

// trails matches requests with their log lines, one request of each kind first.
func trails(failed []signals.Example, logs []record.LogLine) []trail {
	var first, more []trail
	kinds := map[string]bool{}
	for _, e := range failed {
		t := trail{Example: e, What: whatFailed(e)}
		for _, l := range logs {
			if l.Seq == e.Seq {
				t.Lines = append(t.Lines, trailLineOf(l))
			}
		}
		switch kind := e.Phase + " " + e.Class; {
		case len(t.Lines) == 0:
		case kinds[kind]:
			more = append(more, t)
		default:
			kinds[kind] = true
			first = append(first, t)
		}
	}
	all := slices.Concat(first, more)
	all = all[:min(len(all), maxTrails)]
	slices.SortStableFunc(all, func(a, b trail) int { return int(a.Due - b.Due) })
	return all
}

func whatFailed(e signals.Example) string {
	what := plain.Masked(e.Route) + ": " + plain.Masked(e.Class)
	if e.Status != 0 {
		what += " (" + strconv.Itoa(e.Status) + ")"
	}
	return fmt.Sprintf("%s, due at %s s, %s", what, quantity.RoundedText(float64(e.Due)/1e6, 2), plain.Masked(e.Phase))
}

func trailLineOf(l record.LogLine) trailLine {
	out := trailLine{When: quantity.RoundedText(float64(l.At)/1e6, 2) + " s", Service: plain.Masked(l.Service), Class: serviceClass(l.Service), Text: plain.Masked(logged(l.Line))}
	if l.By == record.ByTime {
		out.By = "meanwhile"
	}
	return out
}

// joinedBy lists the fields of a log line that repeat its time or its request's id, which are shown beside it.
var joinedBy = []string{"time", "request_id", "trace_id", "traceparent"}

// logged formats a JSON log line as name=value pairs in its order, and leaves other lines unchanged.
func logged(line string) string {
	d := json.NewDecoder(strings.NewReader(line))
	d.UseNumber()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return line
	}
	var words []string
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return line
		}
		value, err := d.Token()
		if _, nested := value.(json.Delim); err != nil || nested {
			return line
		}
		text := fmt.Sprint(value)
		if text == "" || slices.Contains(joinedBy, name.(string)) {
			continue
		}
		if strings.ContainsAny(text, " \"=") {
			text = strconv.Quote(text)
		}
		words = append(words, name.(string)+"="+text)
	}
	if _, err := d.Token(); err != nil {
		return line // it was truncated
	}
	return strings.Join(words, " ")
}
