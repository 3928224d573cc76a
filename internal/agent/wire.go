// Package agent is the in-lab half of firedrill: one small process in a container. The controller talks to it over
// the container's standard input and output in JSON lines, carried by package link. The stream is the lease: when the
// agent's input ends, the controller ends the session, or nothing arrives for LeaseTime, the agent reverts what it
// did and exits. A stream that breaks is replaced within the lease.
package agent

import (
	"encoding/json"
	"time"
)

// Protocol is the protocol version. Controller and agent are the same binary, so a mismatch is an error.
const Protocol = 2

// LeaseTime is how long an agent lives without a message from its controller.
const LeaseTime = 10 * time.Second

// Request is one line to the agent. One Reply with the same ID answers it.
type Request struct {
	ID   uint64          `json:"id"`
	Op   string          `json:"op"`
	Body json.RawMessage `json:"body,omitempty"`
}

// Reply is one line from the agent: the answer to a request (ID set), or samples (ID 0).
type Reply struct {
	ID      uint64          `json:"id,omitempty"`
	Error   string          `json:"error,omitempty"`
	Body    json.RawMessage `json:"body,omitempty"`
	Samples string          `json:"samples,omitempty"` // encoded by encodeSamples
}

// Operations.
const (
	OpHello = "hello" // -> Hello
	OpReady = "ready" // ReadyRequest -> ReadyReply, when the URL first answers 200
	OpLoad  = "load"  // load.Plan -> LoadStarted; samples follow without requests
	OpDrain = "drain" // -> LoadDone: stop sending, wait for responses; answered after the last samples
	OpProbe = "probe" // ProbeRequest -> ProbeReply
	OpAudit = "audit" // AuditRequest -> record.Audit
	OpBye   = "bye"   // revert everything and exit
)

// Hello is the agent's answer to the first request.
type Hello struct {
	Protocol int       `json:"protocol"`
	Version  string    `json:"version"`
	Clock    time.Time `json:"clock"` // the agent's wall clock at its answer
}

// ReadyRequest asks the agent to poll a URL until it answers 200.
type ReadyRequest struct {
	URL    string        `json:"url"`
	CA     string        `json:"ca"`
	Every  time.Duration `json:"every"`
	Within time.Duration `json:"within"`
}

// ReadyReply holds how long it took, and the number of attempts.
type ReadyReply struct {
	Took  time.Duration `json:"took"`
	Tries int           `json:"tries"`
}

// LoadStarted holds the load's start by the agent's clock.
type LoadStarted struct {
	Start time.Time `json:"start"`
}

// LoadDone answers OpDrain: how many arrivals were scheduled and samples sent in total, so that a lost line is
// detected.
type LoadDone struct {
	Scheduled uint64 `json:"scheduled"`
	Samples   uint64 `json:"samples"`
	Lacking   string `json:"lacking,omitempty"` // resource that some requests lacked, for example open files
}

// ProbeRequest asks for one probe of a service over the path that its users take.
type ProbeRequest struct {
	Kind   string        `json:"kind"`   // http, tcp, tls, postgres, redis
	Target string        `json:"target"` // URL, host:port, or a service name where the agent's environment holds the address and secret
	CA     string        `json:"ca,omitempty"`
	Within time.Duration `json:"within"`
	Send   string        `json:"send,omitempty"`  // JSON body of an http probe; makes it a POST
	Token  string        `json:"token,omitempty"` // bearer token of an http probe
}

// ProbeReply is the result of a probe. A service that does not answer is a result, not an error of the call.
type ProbeReply struct {
	OK     bool   `json:"ok"`
	Class  string `json:"class,omitempty"`  // an error class of package record
	Detail string `json:"detail,omitempty"` // the error, or a short description of the response
	Status int    `json:"status,omitempty"`
	Body   string `json:"body,omitempty"` // at most 64 KiB of an HTTP response
	// Replica and Timing are the app's X-Replica and Server-Timing headers.
	Replica string        `json:"replica,omitempty"`
	Timing  string        `json:"timing,omitempty"`
	Took    time.Duration `json:"took"`
	Cert    *Certificate  `json:"cert,omitempty"` // the certificate that a tls probe received, valid or not
}

// Certificate describes a server's certificate.
type Certificate struct {
	Serial string    `json:"serial"` // hexadecimal
	Issuer string    `json:"issuer"`
	Names  []string  `json:"names"`
	Until  time.Time `json:"until"`
}

// AuditRequest asks the agent to look up in Postgres each write that was acknowledged to its load.
type AuditRequest struct {
	Workload string        `json:"workload,omitempty"` // workload of the load's plan
	Within   time.Duration `json:"within"`
}

// Environment variables through which the stack passes an agent the addresses and secrets of its lab. The protocol
// carries none of them.
const (
	EnvPostgres = "FIREDRILL_POSTGRES" // URL with user and password
	EnvRedis    = "FIREDRILL_REDIS"    // URL with password
)
