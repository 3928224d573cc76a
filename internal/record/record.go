// Package record owns the raw facts of a drill: every request as the client lived it (samples) and everything that
// was done and seen (events). It knows how they are written and read, and nothing of what they mean.
package record

import "time"

// Schema is the version of the record's form. A reader refuses a record of another major version.
const Schema = "firedrill.record/1"

// Absent marks a duration that did not happen, such as the DNS time of a request on a reused connection.
const Absent int64 = -1

// Sample is one request as the client lived it. Points in time are microseconds since the record's start, taken from
// one monotonic clock in the client; durations are microseconds, Absent where the step did not happen.
type Sample struct {
	Seq       uint64 // number of the arrival, from 0, without gaps over the whole drill
	Route     string // what was asked for, by the name that the load has for it
	Due       int64  // when the arrival was scheduled: latency runs from here
	Sent      int64  // when it was handed to the transport; Absent when it was dropped
	DNS       int64  // duration of the lookup
	Connect   int64  // duration of the TCP handshake
	TLS       int64  // duration of the TLS handshake
	FirstByte int64  // when the response's first byte came; Absent if none came
	Done      int64  // when the response's last byte, or the error, came
	Status    int    // HTTP status, 0 without a response
	Class     string // "" when the user got what was asked, else one of the classes below
	Source    string // who made the status: "nginx" or "app"; "" without a response
	Replica   string // which replica of the app answered; "" if none
	App       int64  // duration in the app's own code, from Server-Timing, as are the next three
	Cache     int64  // duration in the cache
	DB        int64  // duration in queries
	Pool      int64  // duration waiting for a pooled connection
	Bytes     int64  // bytes of the response's body
	RequestID string // X-Request-Id, joins the sample to the servers' logs
	FailedAt  string // the hop that failed the request, where the client or the app knows it; package topology names them

	Middleware int64  // duration in the app before the route's own code, from Server-Timing
	Upstream   string // the address at which nginx asked for it last, as host:port; "" if it asked nobody
}

// Error classes, in the operator's words.
const (
	ClassRefused    = "refused"
	ClassReset      = "reset"
	ClassTimeout    = "timeout"
	ClassDNS        = "dns"
	ClassTLS        = "tls"
	ClassHTTP5Nginx = "http-5xx-nginx"
	ClassHTTP5App   = "http-5xx-app"
	ClassHTTP4      = "http-4xx"
	ClassBadBody    = "bad-body"
	ClassDropped    = "dropped" // could not be sent: too many were in flight
	ClassOther      = "other"
)

// Header opens a record: what was run, on what, from which seed.
type Header struct {
	Schema   string            `json:"schema"`
	Run      string            `json:"run"`
	Scenario string            `json:"scenario"`
	Source   string            `json:"source"` // the scenario's file, whole: a record can be graded without the library
	Lab      string            `json:"lab"`
	Seed     uint64            `json:"seed"`
	Start    time.Time         `json:"start"`    // wall clock at offset 0, by the client's clock
	Versions map[string]string `json:"versions"` // firedrill, engine, kernel, images
	Knobs    []string          `json:"knobs"`    // the app's environment, without secrets
}

// Event is one thing that was done or seen. Exactly one of the pointers is set, and Type names it; the Writer fills Type.
type Event struct {
	At    int64  `json:"at_us"` // microseconds since the record's start
	Type  string `json:"type"`
	Phase *Phase `json:"phase,omitempty"`
	Fault *Fault `json:"fault,omitempty"`
	Load  *Load  `json:"load,omitempty"`
	Audit *Audit `json:"audit,omitempty"`
	Clock *Clock `json:"clock,omitempty"`
	Act   *Act   `json:"act,omitempty"`
	End   *End   `json:"end,omitempty"`

	Engine *Engine `json:"engine,omitempty"`
	Stream *Stream `json:"stream,omitempty"`
}

// Phases of a drill.
const (
	PhaseWarmup   = "warmup"
	PhaseBaseline = "baseline"
	PhaseFault    = "fault"
	PhaseRecovery = "recovery"
)

// Phase says that a phase began at the event's time. Each lasts until the next begins or the record ends.
//
// A baseline may begin more than once: one that was not calm is measured anew, and the last one counts. What came before it
// belongs to the warm-up.
type Phase struct {
	Name    string  `json:"name"`              // warmup, baseline, fault, recovery
	Seconds float64 `json:"seconds"`           // as planned
	From    int64   `json:"from_us,omitempty"` // when it began, if that was before the event's time
}

// Fault is one step in the life of a fault: planned, injected, proven, reverted, gone; ended, where it stopped acting before
// it was reverted; or withdrawn, where the drill goes on without it.
type Fault struct {
	ID        string            `json:"id"`
	Kind      string            `json:"kind"`
	Target    string            `json:"target"`
	Params    map[string]string `json:"params,omitempty"`
	Step      string            `json:"step"`
	Error     string            `json:"error,omitempty"`
	Mechanism *Check            `json:"mechanism,omitempty"` // with steps proven and ended
	Effect    *Check            `json:"effect,omitempty"`    // with step proven
	Gone      *Check            `json:"gone,omitempty"`      // with step gone
	Causes    []string          `json:"causes,omitempty"`    // with step planned: actions of the engine on the target that the fault explains
	ByHand    bool              `json:"by_hand,omitempty"`   // with step ended: somebody may end faults in this drill
}

// Steps of a fault.
const (
	StepPlanned   = "planned"
	StepInjected  = "injected"
	StepProven    = "proven"
	StepReverted  = "reverted"
	StepGone      = "gone"
	StepEnded     = "ended"     // it stopped acting before it was reverted
	StepWithdrawn = "withdrawn" // the drill goes on without it: all that counts is that it is gone
)

// Check is what one look at the lab found. A look that could not be taken is not OK and says so in Saw.
type Check struct {
	OK  bool   `json:"ok"`
	Saw string `json:"saw"`
}

// Load says that the load has ended: the event's time is when no further arrival was scheduled, the counts are the
// client's own, so that a sample lost on the way is known.
type Load struct {
	Scheduled uint64 `json:"scheduled"`
	Samples   uint64 `json:"samples"`
}

// Audit compares the writes that the client was told are done with what the database holds after recovery.
type Audit struct {
	Acknowledged int    `json:"acknowledged"`
	Lost         int    `json:"lost"`
	Doubled      int    `json:"doubled"`
	Error        string `json:"error,omitempty"` // the audit itself could not be made
}

// Clock is the difference of the client's clock from the controller's.
type Clock struct {
	OffsetMS float64 `json:"offset_ms"`
	RTTMS    float64 `json:"rtt_ms"`
}

// Stream says that the stream to the client broke and was replaced. The event's time is when it was replaced. No sample is
// lost by it; what the controller asked the client meanwhile took that much longer.
type Stream struct {
	Seconds float64 `json:"seconds"` // how long there was none
	Why     string  `json:"why"`
}

// Act is something that was done to the lab by hand, or by what stands in for a hand, while the drill went on. The event's
// time is when it was done with.
type Act struct {
	Why     string  `json:"why"`     // fix or trigger
	Text    string  `json:"text"`    // what was typed
	Seconds float64 `json:"seconds"` // how long it took
	Error   string  `json:"error,omitempty"`
}

// Why something was done by hand.
const (
	ActFix     = "fix"     // to end the incident
	ActTrigger = "trigger" // to see whether the incident comes back
	ActChange  = "change"  // an entry of the lab's change log, made by a responder or by the round itself
)

// Reasons for which a record ends.
const (
	EndCompleted   = "completed"
	EndInterrupted = "interrupted"
	EndError       = "error"
)

// End closes a record. A record without one was cut short.
type End struct {
	Reason string `json:"reason"` // completed, interrupted, error
	Code   Code   `json:"code,omitempty"`
	Error  string `json:"error,omitempty"`
}
