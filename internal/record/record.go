// Package record owns the raw facts of a drill: every request as the client saw it (samples), and everything that was
// done and observed (events). It owns how they are written and read, not what they mean.
package record

import "time"

// Schema is the version of the record format. A reader refuses a record of another major version.
const Schema = "firedrill.record/1"

// Absent marks a duration that did not happen, such as the DNS time of a request on a reused connection.
const Absent int64 = -1

// Sample is one request as the client saw it. Times are microseconds since the record's start by one monotonic clock in
// the client. Durations are in microseconds, Absent where the step did not happen.
type Sample struct {
	Seq       uint64 // number of the arrival, from 0, without gaps over the whole drill
	Route     string // name of the request's route in the load's workload
	Due       int64  // when the arrival was scheduled: latency counts from here
	Sent      int64  // when it was handed to the transport; Absent if dropped
	DNS       int64  // duration of the DNS lookup
	Connect   int64  // duration of the TCP handshake
	TLS       int64  // duration of the TLS handshake
	FirstByte int64  // when the response's first byte arrived; Absent if none did
	Done      int64  // when the response's last byte, or the error, arrived
	Status    int    // HTTP status, 0 without a response
	Class     string // "" if the user got a correct answer, else one of the classes below
	Source    string // origin of the status: "nginx" or "app"; "" without a response
	Replica   string // replica of the app that answered; "" if none
	App       int64  // duration in the app's own code, from Server-Timing, like the next three
	Cache     int64  // duration in the cache
	DB        int64  // duration in queries
	Pool      int64  // duration waiting for a pooled connection
	Bytes     int64  // bytes of the response body
	RequestID string // X-Request-Id, matches the sample with the servers' logs
	FailedAt  string // the hop that failed the request, if the client or the app knows it; package topology names them

	Middleware int64  // duration in the app before the route's handler, from Server-Timing
	Upstream   string // last upstream address that nginx tried, as host:port; "" if none
}

// Error classes, in operators' terms.
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
	ClassDropped    = "dropped" // not sent: too many were in flight
	ClassOther      = "other"
)

// Header opens a record: scenario, lab, seed and versions.
type Header struct {
	Schema   string            `json:"schema"`
	Run      string            `json:"run"`
	Scenario string            `json:"scenario"`
	Source   string            `json:"source"` // the whole scenario file, so that a record can be graded without the library
	Lab      string            `json:"lab"`
	Seed     uint64            `json:"seed"`
	Start    time.Time         `json:"start"`    // wall-clock time of offset 0, by the client's clock
	Versions map[string]string `json:"versions"` // firedrill, engine, kernel, images
	Knobs    []string          `json:"knobs"`    // the app's environment, without secrets
}

// Event is one action or observation. Exactly one of the pointers is set, and Type names it; the Writer fills in Type.
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

// Phase says that a phase began at the event's time. It lasts until the next phase begins or the record ends.
//
// A baseline may begin more than once: one that was disturbed is measured again, and the last one counts. The time
// before it belongs to the warm-up.
type Phase struct {
	Name    string  `json:"name"`              // warmup, baseline, fault, recovery
	Seconds float64 `json:"seconds"`           // as planned
	From    int64   `json:"from_us,omitempty"` // when it began, if before the event's time
}

// Fault is one step in the life cycle of a fault: planned, injected, proven, reverted, gone; ended, if it stopped
// acting before its revert; or withdrawn, if the drill continues without it.
type Fault struct {
	ID        string            `json:"id"`
	Kind      string            `json:"kind"`
	Target    string            `json:"target"`
	Params    map[string]string `json:"params,omitempty"`
	Step      string            `json:"step"`
	Error     string            `json:"error,omitempty"`
	Mechanism *Check            `json:"mechanism,omitempty"` // only for proven and ended
	Effect    *Check            `json:"effect,omitempty"`    // only for proven
	Gone      *Check            `json:"gone,omitempty"`      // only for gone
	Causes    []string          `json:"causes,omitempty"`    // only for planned: engine actions on the target that the fault explains
	ByHand    bool              `json:"by_hand,omitempty"`   // only for ended: a responder may end faults in this drill
}

// Steps of a fault.
const (
	StepPlanned   = "planned"
	StepInjected  = "injected"
	StepProven    = "proven"
	StepReverted  = "reverted"
	StepGone      = "gone"
	StepEnded     = "ended"     // it stopped acting before its revert
	StepWithdrawn = "withdrawn" // the drill continues without it: it only has to be proven gone
)

// Check is the outcome of one check of the lab. A check that could not be made is not OK, with the reason in Saw.
type Check struct {
	OK  bool   `json:"ok"`
	Saw string `json:"saw"`
}

// Load says that the load has ended. The event's time is that of the last possible arrival. The counts are the client's
// own, so that samples lost in transit are noticed.
type Load struct {
	Scheduled uint64 `json:"scheduled"`
	Samples   uint64 `json:"samples"`
}

// Audit compares the writes acknowledged to the client with those in the database after recovery.
type Audit struct {
	Acknowledged int    `json:"acknowledged"`
	Lost         int    `json:"lost"`
	Doubled      int    `json:"doubled"`
	Error        string `json:"error,omitempty"` // the audit itself failed
}

// Clock is the offset of the client's clock from the controller's.
type Clock struct {
	OffsetMS float64 `json:"offset_ms"`
	RTTMS    float64 `json:"rtt_ms"`
}

// Stream says that the stream to the client broke and was replaced at the event's time. No sample is lost, but requests
// of the controller to the client were delayed by the gap.
type Stream struct {
	Seconds float64 `json:"seconds"` // length of the gap
	Why     string  `json:"why"`
}

// Act is a manual action on the lab, or a scripted one in its place, during the drill. The event's time is when it was
// finished.
type Act struct {
	Why     string  `json:"why"`     // fix or trigger
	Text    string  `json:"text"`    // the command
	Seconds float64 `json:"seconds"` // duration
	Error   string  `json:"error,omitempty"`
}

// Reasons of a manual action.
const (
	ActFix     = "fix"     // to end the incident
	ActTrigger = "trigger" // to see whether the incident returns
	ActChange  = "change"  // an entry of the lab's change log, made by a responder or by the round itself
)

// Reasons why a record ends.
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
