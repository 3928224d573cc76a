// Package signals turns the raw facts of a drill into signals: how many requests failed, were slow or were dropped in
// each phase, route and second, where their time went, when an alert would have fired and when users recovered. It
// reads a record twice, in memory that does not grow with the number of samples. It does not judge.
package signals

import (
	"time"

	"firedrill/internal/record"
)

// Constants of the measurement. They are the same for every drill, so that drills can be compared; docs/grading.md
// gives the reasons.
const (
	// LateAfter is the delay after its due time from which a sent request counts as late, a sign of an overloaded load
	// driver.
	LateAfter = 50 * time.Millisecond
	// Patience is the latency above which a request counts as slow if no objective sets another one.
	Patience = time.Second
	// GoodFraction is the maximum fraction of failed requests, and of slow requests, in a good second.
	GoodFraction = 0.01
	// GoodRun is the number of consecutive good seconds that confirm a recovery.
	GoodRun = 10
	// HeldLimit is the maximum fraction of a baseline's requests that may be sent late or dropped.
	HeldLimit = 0.005
	// HealthyLimit is the maximum fraction of a baseline's requests that may fail or be dropped.
	HealthyLimit = 0.01
)

// second is the length of one batch, in the record's unit.
const second = int64(time.Second / time.Microsecond)

// Windows holds everything that a grade and a report need from a record.
type Windows struct {
	Phases    []*Phase
	Faults    []Fault
	Audit     *record.Audit // nil if there was no audit
	Clock     *record.Clock // the largest measured offset; nil if none was measured
	End       *record.End   // nil if the record was cut short
	Detection Detection
	Recovery  *Recovery // nil if nothing was reverted or fixed
	Acts      []Act     // manual actions, in order
	Arrivals  Arrivals
	Examples  []Example
	Gauges    *Gauges  // nil if the record has none
	Machine   *Machine // nil if the machine was not measured

	Unread         []string       // why other files of the record could not be used
	EngineFollowed bool           // the record holds engine events
	Happenings     []Happening    // engine events, in order
	Interferences  []Interference // unexplained events during the load
	EventsMissed   []string       // why engine events may be missing
	asks           []Ask
	run            []Histogram // latencies of each ask over all graded phases
}

// Act is a manual action and the time at which it was finished.
type Act struct {
	At int64 // µs since the record's start
	record.Act
}

// Arrivals reports whether the record is complete: every arrival has one sample.
type Arrivals struct {
	Scheduled uint64 // as counted by the load, or else the largest sequence number
	Samples   uint64
	Repeated  bool   // sequence numbers are duplicate or missing
	Outside   uint64 // samples due before the first phase
}

// Example is one failed request. Its id finds it in the servers' logs.
type Example struct {
	Seq                                             uint64 // sequence number of its sample
	Phase, Route, Class, Source, Replica, RequestID string
	Status                                          int
	Due, Latency                                    int64 // µs; latency is record.Absent for a dropped request
}

// Phase holds the measurements of the requests due in one phase, whenever they ended.
type Phase struct {
	Name       string
	Start, End int64 // µs since the record's start
	All        Stats
	Routes     map[string]*Stats
	Replicas   map[string]*Stats
	Hops       [NumHops]Hop
	Seconds    []Second
	series     []*Series // one for each ask
}

// Length returns the length of the phase in seconds.
func (p *Phase) Length() float64 { return float64(p.End-p.Start) / float64(second) }

// Phase returns a phase by name, nil if the drill has none of that name.
func (w *Windows) Phase(name string) *Phase {
	for _, p := range w.Phases {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Graded returns the phases that are graded: all except the warm-up.
func (w *Windows) Graded() []*Phase {
	var graded []*Phase
	for _, p := range w.Phases {
		if p.Name != record.PhaseWarmup {
			graded = append(graded, p)
		}
	}
	return graded
}
