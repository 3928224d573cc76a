package load

import (
	"context"
	"strings"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/topology"
)

// maxName bounds the names that a server gives, so that a strange one cannot fill the record.
const maxName = 64

// serve carries one arrival through, and says how it went.
func (d *Driver) serve(ctx context.Context, w *worker, j job) record.Sample {
	request := d.renderer.shared(j.request.Route)
	if request == nil {
		w.request = d.renderer.render(w.request[:0], j.request, j.seq, d.accounts.token(j.request))
		request = w.request
	}
	last := d.lastWrite(j.request)
	sent := time.Now()
	a := d.pool.exchange(ctx, request, j.request.Fresh, sent.Add(d.plan.Timeout), &w.body)
	if lacks(a.err) && a.status == 0 {
		d.lacking.note(a.err)
		return d.dropped(j)
	}
	s := d.blank(j)
	s.Sent = d.offset(sent)
	s.Done = d.offset(a.done)
	s.DNS, s.Connect, s.TLS = micros(a.dns), micros(a.connect), micros(a.tls)
	if !a.firstByte.IsZero() {
		s.FirstByte = d.offset(a.firstByte)
	}
	s.Class, s.FailedAt = ErrorClass(a.err), a.failedAt
	if a.status != 0 {
		d.describe(&s, w, j, a)
	}
	switch {
	case s.Class == record.ClassBadBody:
		s.FailedAt = topology.HopResponse
	case s.Class == "" && last != 0 && !d.renderer.script.Shows(j.request, w.body.Bytes(), last):
		// The answer came as it was made, and what it was made from is old.
		s.Class, s.FailedAt = record.ClassBadBody, topology.HopDatabase
	}
	return s
}

// describe fills in what an answer says of itself. A status that is bad outweighs an error that came after it.
func (d *Driver) describe(s *record.Sample, w *worker, j job, a answer) {
	s.Status, s.Bytes = a.status, int64(w.body.Len())
	s.Source, s.Replica = source(a.header), clip(a.header.Get("X-Replica"))
	s.RequestID = clip(a.header.Get("X-Request-Id"))
	t := parseTimings(a.header.Get("Server-Timing"))
	s.Middleware, s.App, s.Cache, s.DB, s.Pool = t.middleware, t.app, t.cache, t.db, t.pool
	s.Upstream = clip(lastOf(a.header.Get("X-Upstream")))

	class := statusClass(a.status, s.Source)
	switch {
	case class != "":
		s.Class, s.FailedAt = class, clip(a.header.Get("X-Failed-At"))
	case a.err != nil:
	case !d.renderer.script.OK(j.request, w.body.Bytes()):
		s.Class = record.ClassBadBody
	case !d.unaudited:
		d.acknowledge(j, w.body.Bytes())
	}
	if a.status == 401 {
		w.refused = j.request.User
	}
}

// acknowledge keeps the write that a body acknowledges, if it does.
func (d *Driver) acknowledge(j job, body []byte) {
	write, ok := d.renderer.script.Acknowledged(j.request, j.seq, body)
	if !ok {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.acknowledged = append(d.acknowledged, write)
	if j.request.User == 0 {
		return
	}
	if latest := &d.accounts.all[j.request.User-1].latest; write.Number > latest.Load() {
		latest.Store(write.Number)
	}
}

// lastWrite is the write that was acknowledged to a request's user last, before the request is sent. 0 is none.
func (d *Driver) lastWrite(q Request) int64 {
	if q.User == 0 {
		return 0
	}
	return d.accounts.all[q.User-1].latest.Load()
}

// dropped is the sample of an arrival that was not sent.
func (d *Driver) dropped(j job) record.Sample {
	s := d.blank(j)
	s.Done = d.offset(time.Now())
	s.Class = record.ClassDropped
	return s
}

// blank is a sample of which only the arrival is known.
func (d *Driver) blank(j job) record.Sample {
	return record.Sample{
		Seq: j.seq, Route: j.request.Route, Due: d.offset(j.due),
		Sent: record.Absent, DNS: record.Absent, Connect: record.Absent, TLS: record.Absent, FirstByte: record.Absent,
		Middleware: record.Absent, App: record.Absent, Cache: record.Absent, DB: record.Absent, Pool: record.Absent,
	}
}

// lastOf is the last of a list with commas: nginx names every server that it asked.
func lastOf(list string) string {
	if i := strings.LastIndexByte(list, ','); i >= 0 {
		list = list[i+1:]
	}
	return strings.TrimSpace(list)
}

// offset counts a moment from the start, by the monotonic clock.
func (d *Driver) offset(t time.Time) int64 { return t.Sub(d.start).Microseconds() }

// micros is a step's duration; what did not happen stays absent.
func micros(t time.Duration) int64 {
	if t == time.Duration(record.Absent) {
		return record.Absent
	}
	return t.Microseconds()
}

func clip(name string) string { return name[:min(len(name), maxName)] }
