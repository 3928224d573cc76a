package chaos

import (
	"context"
	"fmt"
	"time"
)

// HTTP visits the lab's site as its users do.
type HTTP interface {
	// Visit sends one request to the site, over a new connection.
	Visit(ctx context.Context, v Visit) Seen
	// Served makes a TLS handshake with the site and returns the certificate that it serves, trusted or not.
	Served(ctx context.Context) (Served, Answer)
}

// Visit is one request to the site.
type Visit struct {
	Path  string
	Send  string // a JSON body, which makes it a POST
	Token string // of a user who has logged in
	Plain bool   // to the port without TLS
	To    string // the replica of the app that is asked, past the balancer; "" for the site
}

// Seen is the answer to a visit.
type Seen struct {
	Answer
	Status  int // 0 when there was no answer
	Body    string
	Replica string // of the app, which answered; "" when none says so
	Timing  string // where the app says that its time went, as Server-Timing
}

// Said describes the answer, with its status.
func (s Seen) Said() string { return fmt.Sprintf("%s, status %d", s.Answer, s.Status) }

// Served is a certificate as a client gets to see it.
type Served struct {
	Serial string
	Issuer string
	Names  []string
	Until  time.Time
}

// Config reads and replaces files in containers, whether these run or not.
type Config interface {
	ReadFile(ctx context.Context, service, path string) ([]byte, error)
	// WriteFile replaces a file that all users may read. An operation that has begun is finished.
	WriteFile(ctx context.Context, service, path string, data []byte) error
}

// Paths of the balancer that faults use. The stack provides them.
const (
	NginxConf        = "/etc/firedrill/nginx.conf"
	NginxOriginal    = NginxConf + ".orig"         // as the lab came up with it; there once it was changed
	NginxWorker      = "/-/worker"                 // answers with the process id of the worker that serves it
	NginxStatus      = "/-/status"                 // answers with how many connections it has and has had
	NginxCertificate = "/etc/firedrill/tls/site"   // with .crt and .key: the one that the site serves
	NginxOutdated    = "/etc/firedrill/tls/site-1" // for the site, run out
	NginxElsewhere   = "/etc/firedrill/tls/site-2" // for another host
	NginxSelfMade    = "/etc/firedrill/tls/site-3" // for the site, from an authority that nobody trusts
)

// Traffic sends traffic to the site that is itself the damage. It takes the users' path from inside the lab; it is counted, and
// is not part of the record. It ends with the agent that sends it.
type Traffic interface {
	// Start starts traffic under an id.
	Start(ctx context.Context, id string, p Pressure) error
	// Status returns the status of traffic; for an unknown id, only how many users there are.
	Status(ctx context.Context, id string) (Pressed, error)
	// Stop ends traffic, and returns when its connections are closed. An unknown id has ended already.
	Stop(ctx context.Context, id string) error
}

// Pressure describes the traffic.
type Pressure struct {
	Act      string        `json:"act"`
	Rate     float64       `json:"rate,omitempty"`     // visits a second; 0 for a multiple of the users' own rate
	Times    float64       `json:"times,omitempty"`    // that multiple
	Count    int           `json:"count,omitempty"`    // connections of ActHold
	Every    time.Duration `json:"every,omitempty"`    // the time between two bytes of ActHold
	Bytes    int           `json:"bytes,omitempty"`    // of a body of ActUpload
	Tries    int           `json:"tries,omitempty"`    // of ActRetry
	Patience time.Duration `json:"patience,omitempty"` // of ActRetry
}

// Kinds of traffic.
const (
	ActVisit   = "visit"   // what the users do, in the same mix
	ActRead    = "read"    // pages that no cache has
	ActUpload  = "upload"  // requests with big bodies
	ActConnect = "connect" // one request a connection
	ActHold    = "hold"    // requests that don't end
	ActRetry   = "retry"   // again, what the users did not get; with a rate, what users of its own don't
)

// Bounds of all traffic that one agent sends, which protect the machine.
const (
	CrowdRate  = 2000     // visits a second
	CrowdOpen  = 2000     // connections, and visits under way
	CrowdBytes = 64 << 20 // of bodies, a second
)

// Pressed is the status of traffic.
type Pressed struct {
	There    bool           `json:"there"`
	Users    float64        `json:"users,omitempty"`    // visits a second of the load that runs; 0 when none does
	Asked    float64        `json:"asked,omitempty"`    // visits a second that are to be made, after the bounds
	Due      int            `json:"due,omitempty"`      // visits that were due
	Dropped  int            `json:"dropped,omitempty"`  // of them, those that were not made: too many were under way
	InFlight int            `json:"flight,omitempty"`   // visits under way
	Open     int            `json:"open,omitempty"`     // connections
	Ended    int            `json:"ended,omitempty"`    // connections of ActHold that the site gave up
	Statuses map[string]int `json:"statuses,omitempty"` // answers, by status
	Failures map[string]int `json:"failures,omitempty"` // visits without an answer, by class
	Worked   int            `json:"worked,omitempty"`   // answers that the database had to work for
	Again    int            `json:"again,omitempty"`    // of ActRetry: requests that were sent again
	Proof    int            `json:"proof,omitempty"`    // of ActRetry: how often the one that fails on purpose was
}
