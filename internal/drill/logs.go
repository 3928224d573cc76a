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
	// saveTime bounds how long a revert waits for the logs that it is about to delete.
	saveTime = 2 * time.Second
	// keepTime bounds the search of the logs after a drill.
	keepTime = 30 * time.Second
	// logSlack is how much later than its request a log line may be: services buffer lines.
	logSlack = 250 * time.Millisecond
	// maxByTime limits the lines kept per request and service, for a service whose log has no request IDs.
	maxByTime = 4
	// maxByID limits the lines kept per request that contain its ID.
	maxByID = 20
)

// Logs gives access to the services' logs.
type Logs interface {
	// Save keeps the logs of containers that are about to be removed.
	Save(ctx context.Context) error
	// Each calls f with each line that a container of the lab has logged since a time, including saved ones, in each
	// container's order. The lines contain no secret of the lab.
	Each(ctx context.Context, since time.Time, f func(service string, at time.Time, line string)) error
}

// saveLogs runs before faults are reverted, because a revert removes replacement containers with their logs. Logs
// that cannot be saved are missing from the report; the drill continues.
func (d *Drill) saveLogs(ctx context.Context) {
	if d.Logs == nil || ctx.Err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, saveTime)
	defer cancel()
	_ = d.Logs.Save(ctx)
}

// keepLogs records the log lines of the requests that a report shows.
func (d *Drill) keepLogs(ctx context.Context, t *teller) {
	if d.Logs == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, keepTime)
	defer cancel()
	r, err := record.Open(d.Dir)
	if err != nil {
		return // the grade reports why
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
	byID  map[string]*joined // by request ID and by trace ID, both set by the client
}

// joined is a request with its log lines.
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

// add assigns a line to the request whose ID it contains, or, for a log without IDs, to the requests in flight at
// that time. A dropped request was never in flight.
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

// idMarks precede the IDs of a request in the logs of nginx and of the app.
var idMarks = []string{`"request_id":"`, `"trace_id":"`, `"traceparent":"00-`}

// idLength is the length of an ID; in a traceparent more text follows it.
const idLength = 32

// idsIn returns the request IDs in a line.
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

// clip shortens a line to the length that a record keeps.
func clip(line string) string {
	if len(line) <= record.MaxLogLine {
		return line
	}
	return strings.ToValidUTF8(line[:record.MaxLogLine-3], "") + "…"
}

// lines returns the lines by request and time, up to the number that a record keeps.
func (j *join) lines() []record.LogLine {
	var all []record.LogLine
	for _, one := range j.all {
		all = append(all, one.lines...)
	}
	all = all[:min(len(all), record.MaxLogLines)]
	slices.SortStableFunc(all, func(a, b record.LogLine) int { return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.At, b.At)) })
	return all
}
