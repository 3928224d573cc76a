package chaos

import (
	"context"
	"errors"
	"time"
)

// CrowdLab is a lab whose site can be visited by a crowd, beside its users.
type CrowdLab interface {
	Crowd() Crowd
}

// Crowd is traffic that is damage. It goes the way that users go, from inside the lab; it is counted, and stands in no
// record. It ends with the agent that plays it, whatever ends that.
type Crowd interface {
	// Press begins a pressure under an id.
	Press(ctx context.Context, id string, p Pressure) error
	// Pressing says how a pressure stands; of one that is not known it says only what users there are.
	Pressing(ctx context.Context, id string) (Pressed, error)
	// Ease ends a pressure, and returns when its connections are closed. One that is not known has ended already.
	Ease(ctx context.Context, id string) error
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

// CrowdOf returns the crowd of a lab that can have one.
func CrowdOf(lab Lab) (Crowd, error) {
	if l, ok := lab.(CrowdLab); ok {
		return l.Crowd(), nil
	}
	return nil, errors.New("no crowd can be sent to the lab's site")
}
