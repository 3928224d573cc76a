package grade

import (
	"slices"
	"time"

	"firedrill/internal/record"
)

// Schema is the version of the result's form; report publishes the JSON schema of it.
const Schema = "firedrill.result/1"

// Verdict is what a drill, or one objective of it, came to.
type Verdict string

// Verdicts.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Inconclusive Verdict = "inconclusive" // the sample is too small to tell
	Invalid      Verdict = "invalid"      // the drill itself did not work, or what was asked was not measured
)

// Result is what a record amounts to, as it stands in result.json: times RFC 3339, durations in seconds, latencies in
// ms, fractions from 0 to 1, and null for what is not known.
type Result struct {
	Schema     string            `json:"schema"`
	Run        string            `json:"run"`
	Scenario   string            `json:"scenario"`
	Lab        string            `json:"lab"`
	Seed       uint64            `json:"seed"`
	Start      time.Time         `json:"start"`
	Versions   map[string]string `json:"versions"`
	Verdict    Verdict           `json:"verdict"`
	Score      *float64          `json:"score"`
	Letter     *string           `json:"letter"`
	Reason     string            `json:"reason"`
	Code       record.Code       `json:"code"`     // why the drill is invalid, for programs; "" if it is not
	Absorbed   bool              `json:"absorbed"` // every fault is proven, and users did not feel it
	Notes      []string          `json:"notes"`    // what a reader should know and no verdict says
	Harness    Harness           `json:"harness"`
	Gates      []Gate            `json:"gates"` // what must have worked before anything is graded
	Phases     []Phase           `json:"phases"`
	Routes     []Route           `json:"routes"`
	Hops       []Hop             `json:"hops"`
	Saturation []Saturation      `json:"saturation"`
	Faults     []Fault           `json:"faults"`
	Objectives []Objective       `json:"objectives"`
	Signature  *Signature        `json:"signature"` // null on a lab for which the scenario promises nothing
	Incident   Incident          `json:"incident"`
	Detection  Detection         `json:"detection"`
	Recovery   Recovery          `json:"recovery"`
	Audit      Audit             `json:"audit"`
}

// Harness says how well the drill's own machinery held, in the baseline, where nothing but it can be at fault.
type Harness struct {
	LateFraction    *float64 `json:"late_fraction"`
	DroppedFraction *float64 `json:"dropped_fraction"`
	ClockOffsetMS   *float64 `json:"clock_offset_ms"`
}

// Gate is one thing that must have worked, and why it did not.
type Gate struct {
	Name string      `json:"name"`
	OK   bool        `json:"ok"`
	Code record.Code `json:"code"` // of the first reason, for programs; "" if the gate is ok
	Why  string      `json:"why"`
}

// Phase is what users saw in one phase. Scheduled is ok + failed + dropped, sent is ok + failed.
type Phase struct {
	Name string `json:"name"`
	Counts
}

// Phase returns the phase of a name, nil if the drill had none.
func (r *Result) Phase(name string) *Phase {
	for i := range r.Phases {
		if r.Phases[i].Name == name {
			return &r.Phases[i]
		}
	}
	return nil
}

// Route is what users saw of one route in one phase.
type Route struct {
	Route string `json:"route"`
	Phase string `json:"phase"`
	Counts
}

// Counts of requests, by the phase in which they were due.
type Counts struct {
	Start     time.Time        `json:"start"`
	Seconds   float64          `json:"seconds"`
	Scheduled int64            `json:"scheduled"`
	Sent      int64            `json:"sent"`
	OK        int64            `json:"ok"`
	Failed    int64            `json:"failed"`
	Dropped   int64            `json:"dropped"`
	Rate      float64          `json:"rate"` // scheduled a second
	Latency   Latency          `json:"latency_ms"`
	Errors    map[string]int64 `json:"errors"`    // failed and dropped ones, by class
	FailedAt  map[string]int64 `json:"failed_at"` // the same, by the hop that failed them, or "unknown"
}

// FailedFraction returns the part of the requests that users did not get, failed or never sent, as the signal "failed" does. It is
// nil if none was scheduled.
func (c *Counts) FailedFraction() *float64 {
	if c.Scheduled == 0 {
		return nil
	}
	f := float64(c.Failed+c.Dropped) / float64(c.Scheduled)
	return &f
}

// Latency of what was sent, from due to done. A percentile with fewer than 100 samples beyond it is null.
type Latency struct {
	P50 *float64 `json:"p50"`
	P95 *float64 `json:"p95"`
	P99 *float64 `json:"p99"`
	Max *float64 `json:"max"`
}

// Hop is the time spent at one station. Share is its part of all the time that requests of the phase took.
type Hop struct {
	Phase string   `json:"phase"`
	Hop   string   `json:"hop"`
	P50   *float64 `json:"p50_ms"`
	P95   *float64 `json:"p95_ms"`
	Share float64  `json:"share"`
}

// Fault is what was done to the lab, and what shows that it was.
type Fault struct {
	ID       string            `json:"id"`
	Kind     string            `json:"kind"`
	Target   string            `json:"target"`
	Params   map[string]string `json:"params"`
	Injected *time.Time        `json:"injected"`
	Reverted *time.Time        `json:"reverted"`
	Proof    Proof             `json:"proof"`
}

// Proof holds the three looks at a fault, null where one was not taken.
type Proof struct {
	Mechanism *Check `json:"mechanism"`
	Effect    *Check `json:"effect"`
	Gone      *Check `json:"gone"`
}

// Check is what one look found.
type Check struct {
	OK  bool   `json:"ok"`
	Saw string `json:"saw"`
}

// Objective is one line of the sheet.
type Objective struct {
	Text     string    `json:"text"`
	Phase    string    `json:"phase"`
	Key      bool      `json:"key"`
	Weight   float64   `json:"weight"`
	Unit     string    `json:"unit"`  // fraction, ms, s, /s, count or hop
	Value    any       `json:"value"` // a number, or a hop's name
	Bound    Bound     `json:"bound"`
	N        *int64    `json:"n"`        // requests that it rests on; null for a plain fact
	Interval *Interval `json:"interval"` // 95 %; null for a plain fact
	Verdict  Verdict   `json:"verdict"`
	Why      string    `json:"why"`

	code record.Code // why it is invalid, where that has a code of its own
}

// Signature says whether the lab showed what the scenario promises of it. It judges the scenario: it is no part of the
// score or the verdict.
type Signature struct {
	Verdict Verdict         `json:"verdict"` // pass if every line is
	Reason  string          `json:"reason"`
	Lines   []SignatureLine `json:"lines"`
}

// SignatureLine is one promise, judged as an objective is.
type SignatureLine struct {
	Text     string    `json:"text"`
	Phase    string    `json:"phase"`
	Unit     string    `json:"unit"`
	Value    any       `json:"value"`
	Bound    Bound     `json:"bound"`
	N        *int64    `json:"n"`
	Interval *Interval `json:"interval"`
	Verdict  Verdict   `json:"verdict"`
	Why      string    `json:"why"`

	code record.Code // why it is invalid, where that has a code of its own
}

// Busy says that a promise could not be judged because the machine was too busy.
func (s *Signature) Busy() bool {
	return s != nil && slices.ContainsFunc(s.Lines, func(l SignatureLine) bool { return l.code.Busy() })
}

// Bound is what the value must keep to. With "in" it has two ends, else High alone, and for a hop Word.
type Bound struct {
	Op       string   `json:"op"`
	Low      *float64 `json:"low"`
	High     *float64 `json:"high"`
	Word     *string  `json:"word"`
	Relative bool     `json:"relative"` // ends are multiples of the baseline's value
}

// Interval is where the value lies with 95 % confidence, in the value's unit.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Incident says whether users had one at all: what a person on call would be right to answer, whatever the objectives are.
type Incident struct {
	Reported bool   `json:"reported"`
	Hop      string `json:"hop"` // where the requests of the fault phase were hurt; none, or "" if that can't be told
	Why      string `json:"why"`
}

// Detection is when a burn-rate alert would have rung after the injection.
type Detection struct {
	Seconds *float64 `json:"seconds"`
	Tier    *string  `json:"tier"`
}

// Recovery is when users were well again after the last fix that was made by hand, or else after the last revert. It is
// confirmed if they stayed so for ten seconds.
type Recovery struct {
	Seconds   *float64 `json:"seconds"`
	Confirmed bool     `json:"confirmed"`
}

// Audit compares acknowledged orders with the database's, null if that was not done.
type Audit struct {
	Acknowledged *int `json:"acknowledged"`
	Lost         *int `json:"lost"`
	Doubled      *int `json:"doubled"`
}
