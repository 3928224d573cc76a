// Package recordtest writes records of simulated drills with known properties. It shares no code with what reads and
// grades them except package record.
package recordtest

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"firedrill/internal/record"
)

// Drill describes a record. The zero value of a field stands for that of a plain drill with 200 requests per second.
type Drill struct {
	Seed                              uint64
	Rate                              int // requests per second
	Warmup, Baseline, Fault, Recovery int // seconds; 0 leaves out the warm-up and means 12, 15 and 12 for the others
	Source                            string
	Lab                               string
	Request                           func(r *rand.Rand, phase string, s *record.Sample)
	Skip                              func(phase string) bool // skips an arrival, as if it had not been scheduled; may be nil
	Events                            func([]record.Event) []record.Event
	Gauges                            func(second int, phase string) []record.Gauge
	Logs                              []record.LogLine
}

// Routes are the routes of a drill's requests, in rotation.
var Routes = []string{"browse", "product", "browse", "order", "product", "browse", "login", "browse"}

// second is one second in the record's unit.
const second = int64(1_000_000)

// Start is the start time of every drill of this package.
var Start = time.Date(2025, 3, 14, 15, 9, 26, 0, time.UTC)

// Write writes the drill into a new directory and returns its path.
func (d Drill) Write(t testing.TB) string {
	t.Helper()
	d = d.filled()
	dir := filepath.Join(t.TempDir(), "run")
	w, err := record.Create(dir, record.Header{
		Schema: record.Schema, Run: "20250314-150926-test", Scenario: "synthetic", Source: d.Source, Lab: d.Lab,
		Seed: d.Seed, Start: Start, Versions: map[string]string{"firedrill": "test"}, Knobs: []string{},
	})
	if err != nil {
		t.Fatal(err)
	}
	n := d.samples(t, w)
	for _, e := range d.events(n) {
		if err := w.Event(e); err != nil {
			t.Fatal(err)
		}
	}
	d.gauges(t, w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if d.Logs != nil {
		if err := record.WriteLogs(dir, d.Logs); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func (d Drill) filled() Drill {
	set := func(v *int, otherwise int) {
		if *v == 0 {
			*v = otherwise
		}
	}
	set(&d.Rate, 200)
	set(&d.Baseline, 12)
	set(&d.Fault, 15)
	set(&d.Recovery, 12)
	if d.Lab == "" {
		d.Lab = "fragile"
	}
	return d
}

func (d Drill) gauges(t testing.TB, w *record.Writer) {
	if d.Gauges == nil {
		return
	}
	from := 0
	for _, p := range d.phases() {
		for i := range p.seconds {
			all := d.Gauges(from+i, p.name)
			for k := range all {
				all[k].At = int64(from+i)*second + 1000
			}
			if err := w.Gauges(all...); err != nil {
				t.Fatal(err)
			}
		}
		from += p.seconds
	}
}

type phase struct {
	name    string
	seconds int
}

func (d Drill) phases() []phase {
	all := []phase{{record.PhaseBaseline, d.Baseline}, {record.PhaseFault, d.Fault}, {record.PhaseRecovery, d.Recovery}}
	if d.Warmup > 0 {
		all = append([]phase{{record.PhaseWarmup, d.Warmup}}, all...)
	}
	return all
}

func (d Drill) samples(t testing.TB, w *record.Writer) uint64 {
	r := rand.New(rand.NewPCG(d.Seed, 0))
	seq, from := uint64(0), int64(0)
	for _, p := range d.phases() {
		for i := range p.seconds * d.Rate {
			if d.Skip != nil && d.Skip(p.name) {
				continue
			}
			s := Good(r, seq, from+int64(i)*second/int64(d.Rate))
			if d.Request != nil {
				d.Request(r, p.name, &s)
			}
			if err := w.Sample(s); err != nil {
				t.Fatal(err)
			}
			seq++
		}
		from += int64(p.seconds) * second
	}
	return seq
}

// Good returns a successful request: 4 to 12 ms, half of it in the database.
func Good(r *rand.Rand, seq uint64, due int64) record.Sample {
	s := record.Sample{
		Seq: seq, Route: Routes[seq%uint64(len(Routes))], Due: due, Sent: due + 30 + r.Int64N(100),
		DNS: record.Absent, Connect: record.Absent, TLS: record.Absent, Status: 200, Source: "app", Replica: "shop-1",
		Middleware: record.Absent, App: 500 + r.Int64N(500), Cache: 200 + r.Int64N(300), DB: record.Absent, Pool: record.Absent,
		Bytes: 900, RequestID: fmt.Sprintf("%08x", seq),
	}
	if seq%2 == 0 {
		s.DB, s.Pool = 1000+r.Int64N(5000), r.Int64N(50)
	}
	s.FirstByte = s.Sent + s.App + s.Cache + max(0, s.DB) + max(0, s.Pool) + 2000 + r.Int64N(2000)
	s.Done = s.FirstByte + 100
	return s
}

// Break makes the request end in an error that the app reports after this many µs.
func Break(s *record.Sample, class string, after int64) {
	s.Class, s.Status, s.Source = class, 503, "app"
	s.DB, s.Pool = record.Absent, record.Absent
	s.FirstByte = s.Sent + after
	s.Done = s.FirstByte + 50
}

// Hold makes the request take this many µs, most of them in the database.
func Hold(s *record.Sample, latency int64) {
	s.DB = max(0, latency-(s.Sent-s.Due)-s.App-s.Cache-1100)
	s.FirstByte = s.Due + latency - 100
	s.Done = s.Due + latency
}

// Drop turns the request into one that could not be sent.
func Drop(s *record.Sample) {
	*s = record.Sample{
		Seq: s.Seq, Route: s.Route, Due: s.Due, Sent: record.Absent, DNS: record.Absent, Connect: record.Absent,
		TLS: record.Absent, FirstByte: record.Absent, Done: record.Absent, Class: record.ClassDropped,
		Middleware: record.Absent, App: record.Absent, Cache: record.Absent, DB: record.Absent, Pool: record.Absent,
	}
}

func (d Drill) events(samples uint64) []record.Event {
	var all []record.Event
	var from, fault, recovery int64
	for _, p := range d.phases() {
		switch p.name {
		case record.PhaseFault:
			fault = from
		case record.PhaseRecovery:
			recovery = from
		}
		all = append(all, record.Event{At: from, Phase: &record.Phase{Name: p.name, Seconds: float64(p.seconds)}})
		from += int64(p.seconds) * second
	}
	step := func(at int64, f record.Fault) {
		f.ID, f.Kind, f.Target = "container.stop#1", "container.stop", "postgres"
		all = append(all, record.Event{At: at, Fault: &f})
	}
	step(0, record.Fault{Step: record.StepPlanned})
	step(fault+200_000, record.Fault{Step: record.StepInjected})
	step(fault+400_000, record.Fault{
		Step:      record.StepProven,
		Mechanism: &record.Check{OK: true, Saw: "container is exited (0)"},
		Effect:    &record.Check{OK: true, Saw: "dial tcp 10.0.0.4:5432: connection refused"},
	})
	step(recovery+300_000, record.Fault{Step: record.StepReverted})
	step(recovery+600_000, record.Fault{Step: record.StepGone, Gone: &record.Check{OK: true, Saw: "postgres accepts connections"}})
	all = append(all,
		record.Event{At: from, Load: &record.Load{Scheduled: samples, Samples: samples}},
		record.Event{At: from + 100_000, Clock: &record.Clock{OffsetMS: 0.4, RTTMS: 0.2}},
		record.Event{At: from + 200_000, Audit: &record.Audit{Acknowledged: 400}},
		record.Event{At: from + 300_000, End: &record.End{Reason: record.EndCompleted}},
	)
	if d.Events != nil {
		all = d.Events(all)
	}
	return all
}
