// Package signals turns the raw facts of a drill into what an operator counts: how many requests failed, were slow or
// were dropped in each phase, route and second, where their time went, when an alert would have rung and when the users
// were well again. It reads a record
// twice, in memory that does not grow with the number of samples, and judges nothing.
package signals

import (
	"time"

	"firedrill/internal/record"
)

// The constants of measuring. They are the same for every drill, so that drills can be compared; docs/grading.md says why.
const (
	// LateAfter is how long after its due time a request may be sent before the load driver is said to have been late.
	LateAfter = 50 * time.Millisecond
	// Patience is how long a user waits before a request counts as slow where no objective says otherwise.
	Patience = time.Second
	// GoodFraction is how much of a second's requests may fail, and how much may be slow, in a good second.
	GoodFraction = 0.01
	// GoodRun is how many good seconds in a row show that the users are well again.
	GoodRun = 10
	// HeldLimit is the fraction of a baseline's requests that may be sent late or dropped.
	HeldLimit = 0.005
	// HealthyLimit is the fraction of a baseline's requests that may fail or be dropped.
	HealthyLimit = 0.01
)

// second is the length of one batch, in the record's unit.
const second = int64(time.Second / time.Microsecond)

// Windows is all that a grade and a report need to know of a record.
type Windows struct {
	Phases    []*Phase
	Faults    []Fault
	Audit     *record.Audit // nil if none was made
	Clock     *record.Clock // the largest offset seen; nil if none was measured
	End       *record.End   // nil if the record was cut short
	Detection Detection
	Recovery  *Recovery // nil if nothing was taken back
	Acts      []Act     // what was done by hand, in order
	Arrivals  Arrivals
	Examples  []Example
	Gauges    *Gauges  // nil if none were kept
	Machine   *Machine // nil if the machine was not measured

	Unread         []string       // why files of the record beside its events and samples could not be used
	EngineFollowed bool           // the record holds the engine's events
	Happenings     []Happening    // what the engine reported, in order
	Interferences  []Interference // while the load ran, what nothing explains
	EventsMissed   []string       // why events of the engine may be missing
	asks           []Ask
	run            []Histogram // the latencies of each ask, of all phases that count
}

// Act is something that was done by hand, and when it was done with.
type Act struct {
	At int64 // µs since the record's start
	record.Act
}

// Arrivals says whether the record is whole: every arrival has one sample.
type Arrivals struct {
	Scheduled uint64 // by the load's own count, or else by the largest sequence number
	Samples   uint64
	Repeated  bool   // sequence numbers come twice or are missing in between
	Outside   uint64 // samples that were due before the first phase began
}

// Example is one request that failed, to be looked up in the servers' logs by its id.
type Example struct {
	Seq                                             uint64 // of its sample
	Phase, Route, Class, Source, Replica, RequestID string
	Status                                          int
	Due, Latency                                    int64 // µs; latency is record.Absent for a dropped request
}

// Phase is what happened to the requests that were due in one phase, whenever they ended.
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

// Length is how long the phase lasted, in seconds.
func (p *Phase) Length() float64 { return float64(p.End-p.Start) / float64(second) }

// Phase returns the phase of that name, nil if the drill had none.
func (w *Windows) Phase(name string) *Phase {
	for _, p := range w.Phases {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Graded returns the phases that count: all but the warm-up.
func (w *Windows) Graded() []*Phase {
	var graded []*Phase
	for _, p := range w.Phases {
		if p.Name != record.PhaseWarmup {
			graded = append(graded, p)
		}
	}
	return graded
}
