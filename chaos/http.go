package chaos

import (
	"context"
	"fmt"
	"time"
)

// HTTP is a lab whose site can be visited as its users do, for what a probe doesn't tell.
type HTTP interface {
	// Visit makes one request to the site, over a connection of its own.
	Visit(ctx context.Context, v Visit) Seen
	// Served shakes hands with the site and tells which certificate it serves, trusted or not.
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

// Seen is what a visit got.
type Seen struct {
	Answer
	Status  int // 0 when there was no answer
	Body    string
	Replica string // of the app, which answered; "" when none says so
	Timing  string // where the app says that its time went, as Server-Timing
}

// Said is what a visit got, with its status.
func (s Seen) Said() string { return fmt.Sprintf("%s, status %d", s.Answer, s.Status) }

// Served is a certificate as a client gets to see it.
type Served struct {
	Serial string
	Issuer string
	Names  []string
	Until  time.Time
}

// Config is what containers offer whose files can be read and replaced, whether they run or not.
type Config interface {
	ReadFile(ctx context.Context, service, path string) ([]byte, error)
	// WriteFile replaces a file that anyone may read. Once begun it is finished.
	WriteFile(ctx context.Context, service, path string, data []byte) error
}

// Where a lab's balancer has what faults change. The stack puts it there.
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

// Traffic is traffic that is damage. It goes the way that users go, from inside the lab; it is counted, and stands in no
// record. It ends with the agent that plays it, whatever ends that.
type Traffic interface {
	// Press begins a pressure under an id.
	Start(ctx context.Context, id string, p Pressure) error
	// Pressing says how a pressure stands; of one that is not known it says only what users there are.
	Status(ctx context.Context, id string) (Pressed, error)
	// Ease ends a pressure, and returns when its connections are closed. One that is not known has ended already.
	Stop(ctx context.Context, id string) error
}

// Pressure is what a crowd is to do.
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

// What a crowd does.
const (
	ActVisit   = "visit"   // what the users do, in the same mix
	ActRead    = "read"    // pages that no cache has
	ActUpload  = "upload"  // requests with big bodies
	ActConnect = "connect" // one request a connection
	ActHold    = "hold"    // requests that don't end
	ActRetry   = "retry"   // again, what the users did not get; with a rate, what users of its own don't
)

// Bounds of all the crowds that one agent plays, so that what they do to the lab is not done to the machine.
const (
	CrowdRate  = 2000     // visits a second
	CrowdOpen  = 2000     // connections, and visits under way
	CrowdBytes = 64 << 20 // of bodies, a second
)

// Pressed is how a pressure stands.
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
