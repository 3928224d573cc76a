package grade

import (
	"slices"
	"time"

	"firedrill/internal/record"
)

// Schema is the version of the result's format; package report publishes its JSON schema.
const Schema = "firedrill.result/1"

// Verdict is the outcome of a drill or of one objective.
type Verdict string

// Verdicts.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Inconclusive Verdict = "inconclusive" // the sample is too small to tell
	Invalid      Verdict = "invalid"      // the drill itself did not work, or the data was not measured
)

// Result is the content of result.json: times in RFC 3339, durations in seconds, latencies in ms, fractions from 0 to
// 1, and null for unknown values.
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
	Absorbed   bool              `json:"absorbed"` // every fault is proven and had no user impact
	Notes      []string          `json:"notes"`    // remarks that no verdict covers
	Harness    Harness           `json:"harness"`
	Gates      []Gate            `json:"gates"` // what must have worked before anything is graded
	Phases     []Phase           `json:"phases"`
	Routes     []Route           `json:"routes"`
	Hops       []Hop             `json:"hops"`
	Saturation []Saturation      `json:"saturation"`
	Faults     []Fault           `json:"faults"`
	Objectives []Objective       `json:"objectives"`
	Signature  *Signature        `json:"signature"` // null on a lab for which the scenario has no signature
	Incident   Incident          `json:"incident"`
	Detection  Detection         `json:"detection"`
	Recovery   Recovery          `json:"recovery"`
	Audit      Audit             `json:"audit"`
}

// Harness reports how well the load driver worked in the baseline, where no fault can be the cause of a deviation.
type Harness struct {
	LateFraction    *float64 `json:"late_fraction"`
	DroppedFraction *float64 `json:"dropped_fraction"`
	ClockOffsetMS   *float64 `json:"clock_offset_ms"`
}

// Gate is one precondition of grading, and the reason if it failed.
type Gate struct {
	Name string      `json:"name"`
	OK   bool        `json:"ok"`
	Code record.Code `json:"code"` // code of the first reason, for programs; "" if the gate is ok
	Why  string      `json:"why"`
}

// Phase holds the request counts and latencies of one phase. Scheduled is ok + failed + dropped, sent is ok + failed.
type Phase struct {
	Name string `json:"name"`
	Counts
}

// Phase returns a phase by name, nil if the drill had none of that name.
func (r *Result) Phase(name string) *Phase {
	for i := range r.Phases {
		if r.Phases[i].Name == name {
			return &r.Phases[i]
		}
	}
	return nil
}

// Route holds the request counts and latencies of one route in one phase.
type Route struct {
	Route string `json:"route"`
	Phase string `json:"phase"`
	Counts
}

// Counts holds request counts, by the phase in which the requests were due.
type Counts struct {
	Start     time.Time        `json:"start"`
	Seconds   float64          `json:"seconds"`
	Scheduled int64            `json:"scheduled"`
	Sent      int64            `json:"sent"`
	OK        int64            `json:"ok"`
	Failed    int64            `json:"failed"`
	Dropped   int64            `json:"dropped"`
	Rate      float64          `json:"rate"` // scheduled requests per second
	Latency   Latency          `json:"latency_ms"`
	Errors    map[string]int64 `json:"errors"`    // failed and dropped ones, by class
	FailedAt  map[string]int64 `json:"failed_at"` // failed and dropped ones, by the hop that failed them, or "unknown"
}

// FailedFraction returns the fraction of scheduled requests that failed or were dropped, like the signal "failed". It
// is nil if none was scheduled.
func (c *Counts) FailedFraction() *float64 {
	if c.Scheduled == 0 {
		return nil
	}
	f := float64(c.Failed+c.Dropped) / float64(c.Scheduled)
	return &f
}

// Latency is the latency of sent requests, from due to done. A percentile with fewer than 100 samples beyond it is
// null.
type Latency struct {
	P50 *float64 `json:"p50"`
	P95 *float64 `json:"p95"`
	P99 *float64 `json:"p99"`
	Max *float64 `json:"max"`
}

// Hop is the time spent at one hop. Share is its part of the total time of the phase's requests.
type Hop struct {
	Phase string   `json:"phase"`
	Hop   string   `json:"hop"`
	P50   *float64 `json:"p50_ms"`
	P95   *float64 `json:"p95_ms"`
	Share float64  `json:"share"`
}

// Fault is one fault that was injected, with its proof.
type Fault struct {
	ID       string            `json:"id"`
	Kind     string            `json:"kind"`
	Target   string            `json:"target"`
	Params   map[string]string `json:"params"`
	Injected *time.Time        `json:"injected"`
	Reverted *time.Time        `json:"reverted"`
	Proof    Proof             `json:"proof"`
}

// Proof holds the three checks of a fault, null for one that was not made.
type Proof struct {
	Mechanism *Check `json:"mechanism"`
	Effect    *Check `json:"effect"`
	Gone      *Check `json:"gone"`
}

// Check is the outcome of one check.
type Check struct {
	OK  bool   `json:"ok"`
	Saw string `json:"saw"`
}

// Objective is one objective with its value and verdict.
type Objective struct {
	Text     string    `json:"text"`
	Phase    string    `json:"phase"`
	Key      bool      `json:"key"`
	Weight   float64   `json:"weight"`
	Unit     string    `json:"unit"`  // fraction, ms, s, /s, count or hop
	Value    any       `json:"value"` // a number, or a hop's name
	Bound    Bound     `json:"bound"`
	N        *int64    `json:"n"`        // number of requests behind it; null for a counted signal
	Interval *Interval `json:"interval"` // 95 %; null for a counted signal
	Verdict  Verdict   `json:"verdict"`
	Why      string    `json:"why"`

	code record.Code // why it is invalid, if the cause has its own code
}

// Signature reports whether the lab behaved as the scenario says it does there. It judges the scenario and affects
// neither the score nor the verdict.
type Signature struct {
	Verdict Verdict         `json:"verdict"` // pass if every line passes
	Reason  string          `json:"reason"`
	Lines   []SignatureLine `json:"lines"`
}

// SignatureLine is one expected behaviour, judged as an objective.
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

	code record.Code // why it is invalid, if the cause has its own code
}

// Busy reports that a line could not be judged because the machine was too busy.
func (s *Signature) Busy() bool {
	return s != nil && slices.ContainsFunc(s.Lines, func(l SignatureLine) bool { return l.code.Busy() })
}

// Bound is the bound on the value. With "in" it has two ends, else only High, and for a hop only Word.
type Bound struct {
	Op       string   `json:"op"`
	Low      *float64 `json:"low"`
	High     *float64 `json:"high"`
	Word     *string  `json:"word"`
	Relative bool     `json:"relative"` // ends are multiples of the baseline's value
}

// Interval is the 95 % confidence interval of the value, in the value's unit.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Incident reports whether users had an incident, independent of the objectives: the correct diagnosis of a responder.
type Incident struct {
	Reported bool   `json:"reported"`
	Hop      string `json:"hop"` // where the requests of the fault phase were hurt; none, or "" if not known
	Why      string `json:"why"`
}

// Detection reports when a burn-rate alert would have fired after the injection.
type Detection struct {
	Seconds *float64 `json:"seconds"`
	Tier    *string  `json:"tier"`
}

// Recovery reports when users had recovered after the last manual fix or, without one, after the last revert. It is
// confirmed if they stayed so for ten seconds.
type Recovery struct {
	Seconds   *float64 `json:"seconds"`
	Confirmed bool     `json:"confirmed"`
}

// Audit compares acknowledged orders with those in the database; null if no audit was made.
type Audit struct {
	Acknowledged *int `json:"acknowledged"`
	Lost         *int `json:"lost"`
	Doubled      *int `json:"doubled"`
}
