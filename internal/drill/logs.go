package drill

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"firedrill/internal/load"
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

const (
	// saveTime bounds how long a revert waits for the logs that it will take away.
	saveTime = 2 * time.Second
	// keepTime bounds the look through the logs after a drill.
	keepTime = 30 * time.Second
	// logSlack is by how much a line may be later than what it tells of: services gather lines before they write them.
	logSlack = 250 * time.Millisecond
	// maxByTime is how many lines of a service that knows no ids are kept of one request.
	maxByTime = 4
	// maxByID is how many lines that hold its id are kept of one request.
	maxByID = 20
)

// Logs is where the services' logs are.
type Logs interface {
	// Save keeps the logs of containers that are about to be taken away.
	Save(ctx context.Context) error
	// Each calls f with each line that a container of the lab has logged since a moment, those that were saved included,
	// in the order of each container. No secret of the lab is in them.
	Each(ctx context.Context, since time.Time, f func(service string, at time.Time, line string)) error
}

// saveLogs comes before faults are taken back, since a revert removes what a fault has put in a container's place. What
// can't be saved is not there for the reader, and that is all.
func (d *Drill) saveLogs(ctx context.Context) {
	if d.Logs == nil || ctx.Err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, saveTime)
	defer cancel()
	_ = d.Logs.Save(ctx)
}

// keepLogs writes what the services logged of those requests that a report shows.
func (d *Drill) keepLogs(ctx context.Context, t *teller) {
	if d.Logs == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, keepTime)
	defer cancel()
	r, err := record.Open(d.Dir)
	if err != nil {
		return // whoever grades it says why
	}
	w, err := signals.Measure(r, nil)
	if err != nil || len(w.Examples) == 0 {
		return
	}
	j := newJoin(r.Header, w.Examples)
	if err := d.Logs.Each(ctx, t.began, j.add); err != nil {
		t.note("not all logs could be read: %v", err)
	}
	if err := record.WriteLogs(d.Dir, j.lines()); err != nil {
		t.note("logs could not be kept: %v", err)
	}
}

// join finds the log lines of a few requests.
type join struct {
	start time.Time
	all   []*joined
	byID  map[string]*joined // by the request's id, and by its trace's, which the client gave it
}

// joined is a request with its lines.
type joined struct {
	signals.Example
	lines  []record.LogLine
	byID   int
	byTime map[string]int // by service
}

func newJoin(h record.Header, examples []signals.Example) *join {
	j := &join{start: h.Start, byID: map[string]*joined{}}
	for _, e := range examples {
		one := &joined{Example: e, byTime: map[string]int{}}
		j.all = append(j.all, one)
		j.byID[load.TraceID(h.Seed, e.Seq)] = one
		if e.RequestID != "" {
			j.byID[e.RequestID] = one
		}
	}
	return j
}

// add gives a line to the requests that it belongs to: to the one whose id it holds; and where it can hold none, to
// those that were under way. A dropped request never was.
func (j *join) add(service string, at time.Time, line string) {
	l := record.LogLine{At: at.Sub(j.start).Microseconds(), Service: service, By: record.ByID, Line: clip(line)}
	if ids := idsIn(line); len(ids) > 0 {
		for _, id := range ids {
			if one := j.byID[id]; one != nil && one.byID < maxByID {
				one.byID++
				one.lines = append(one.lines, of(one, l))
				return
			}
		}
		return
	}
	l.By = record.ByTime
	for _, one := range j.all {
		until := one.Due + one.Latency + logSlack.Microseconds()
		if one.Latency == record.Absent || l.At < one.Due || l.At > until || one.byTime[service] == maxByTime {
			continue
		}
		one.byTime[service]++
		one.lines = append(one.lines, of(one, l))
	}
}

func of(one *joined, l record.LogLine) record.LogLine {
	l.Seq = one.Seq
	return l
}

// idMarks stand before the ids of a request in the logs of nginx and of the app.
var idMarks = []string{`"request_id":"`, `"trace_id":"`, `"traceparent":"00-`}

// idLength is how many characters an id has; a traceparent goes on behind it.
const idLength = 32

// idsIn are the ids that a line holds of a request.
func idsIn(line string) []string {
	var ids []string
	for _, mark := range idMarks {
		_, rest, ok := strings.Cut(line, mark)
		id, _, closed := strings.Cut(rest, `"`)
		if ok && closed {
			ids = append(ids, id[:min(len(id), idLength)])
		}
	}
	return ids
}

// clip keeps a line to what a record holds of it.
func clip(line string) string {
	if len(line) <= record.MaxLogLine {
		return line
	}
	return strings.ToValidUTF8(line[:record.MaxLogLine-3], "") + "…"
}

// lines are all lines, by request and by time, as many as a record holds.
func (j *join) lines() []record.LogLine {
	var all []record.LogLine
	for _, one := range j.all {
		all = append(all, one.lines...)
	}
	all = all[:min(len(all), record.MaxLogLines)]
	slices.SortStableFunc(all, func(a, b record.LogLine) int { return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.At, b.At)) })
	return all
}
