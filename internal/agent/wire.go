// Package agent is the in-lab half of firedrill: one small process in a container, spoken to over the container's
// standard input and output in JSON lines, which package link carries. The controller's word is the lease: when its input
// ends, the controller ends the session, or nothing has come for LeaseTime, the agent takes back what it did and exits. A
// stream that breaks is replaced within the lease.
package agent

import (
	"encoding/json"
	"time"
)

// Protocol is the version of the wire. Controller and agent are the same binary, so a mismatch is an error.
const Protocol = 2

// LeaseTime is how long an agent lives without hearing from its controller.
const LeaseTime = 10 * time.Second

// Request is one line to the agent. Each is answered by one Reply with the same ID.
type Request struct {
	ID   uint64          `json:"id"`
	Op   string          `json:"op"`
	Body json.RawMessage `json:"body,omitempty"`
}

// Reply is one line from the agent: the answer to a request (ID set), or samples that came by themselves (ID 0).
type Reply struct {
	ID      uint64          `json:"id,omitempty"`
	Error   string          `json:"error,omitempty"`
	Body    json.RawMessage `json:"body,omitempty"`
	Samples string          `json:"samples,omitempty"` // as encodeSamples writes them
}

// Operations.
const (
	OpHello = "hello" // -> Hello
	OpReady = "ready" // ReadyRequest -> ReadyReply, when the URL first answers 200
	OpLoad  = "load"  // load.Plan -> LoadStarted; samples follow by themselves
	OpDrain = "drain" // stop sending, wait for what is in flight -> load done, after the last samples
	OpProbe = "probe" // ProbeRequest -> ProbeReply
	OpAudit = "audit" // AuditRequest -> record.Audit
	OpBye   = "bye"   // take everything back and exit
)

// Hello is the agent's answer to the first request.
type Hello struct {
	Protocol int       `json:"protocol"`
	Version  string    `json:"version"`
	Clock    time.Time `json:"clock"` // the agent's wall clock when it answered
}

// ReadyRequest asks to poll a URL tightly until it answers 200.
type ReadyRequest struct {
	URL    string        `json:"url"`
	CA     string        `json:"ca"`
	Every  time.Duration `json:"every"`
	Within time.Duration `json:"within"`
}

// ReadyReply says how long it took and, in the error's place, what the last attempt saw.
type ReadyReply struct {
	Took  time.Duration `json:"took"`
	Tries int           `json:"tries"`
}

// LoadStarted gives the wall clock of offset 0, by the agent's clock.
type LoadStarted struct {
	Start time.Time `json:"start"`
}

// LoadDone is the answer to OpDrain: how many arrivals were scheduled and samples sent in all, so that a lost line is known.
type LoadDone struct {
	Scheduled uint64 `json:"scheduled"`
	Samples   uint64 `json:"samples"`
	Lacking   string `json:"lacking,omitempty"` // what the agent lacked to send some of them, such as open files
}

// ProbeRequest asks for one look at a service over the path that its users take.
type ProbeRequest struct {
	Kind   string        `json:"kind"`   // http, tcp, tls, postgres, redis
	Target string        `json:"target"` // URL, host:port, or a service's name where the agent's environment holds the address and secret
	CA     string        `json:"ca,omitempty"`
	Within time.Duration `json:"within"`
	Send   string        `json:"send,omitempty"`  // the JSON body of an http probe, which is then a POST
	Token  string        `json:"token,omitempty"` // the bearer token of an http probe
}

// ProbeReply is what the look found. A service that does not answer is an answer, not an error of the call.
type ProbeReply struct {
	OK     bool   `json:"ok"`
	Class  string `json:"class,omitempty"`  // an error class of package record
	Detail string `json:"detail,omitempty"` // the error, or a short description of the answer
	Status int    `json:"status,omitempty"`
	Body   string `json:"body,omitempty"` // at most 64 KiB of an HTTP answer
	// Replica and Timing are what the app says of itself in X-Replica and Server-Timing.
	Replica string        `json:"replica,omitempty"`
	Timing  string        `json:"timing,omitempty"`
	Took    time.Duration `json:"took"`
	Cert    *Certificate  `json:"cert,omitempty"` // what a tls probe was served, good or not
}

// Certificate is what a server shows of itself.
type Certificate struct {
	Serial string    `json:"serial"` // hexadecimal
	Issuer string    `json:"issuer"`
	Names  []string  `json:"names"`
	Until  time.Time `json:"until"`
}

// AuditRequest asks to look each write that this agent's load had acknowledged up in Postgres.
type AuditRequest struct {
	Workload string        `json:"workload,omitempty"` // whose writes, as in the load's plan
	Within   time.Duration `json:"within"`
}

// Env names by which the stack hands an agent the addresses and secrets of its lab; nothing of it goes over the wire.
const (
	EnvPostgres = "FIREDRILL_POSTGRES" // URL with user and password
	EnvRedis    = "FIREDRILL_REDIS"    // URL with password
)
