// Package packet damages the traffic of the network namespace in which the process runs: it delays, loses, corrupts, duplicates,
// reorders, slows, drops and rejects packets, on open and on new connections. It configures the kernel over netlink and runs no other
// program. Without a damage, nothing is in the packets' path. What it adds to the kernel is named after the damage, lets packets through
// when the process dies, and changes no rule or queueing discipline of others.
//
// The file schedule.go decides what happens to each packet, without a kernel or a clock.
package packet

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"
)

// Spec selects packets, and describes their damage. A zero field damages nothing, or does not restrict the selection.
type Spec struct {
	Direction  Direction    `json:"direction,omitempty"` // as the namespace sees it; both unless said
	Peers      []netip.Addr `json:"peers,omitempty"`     // addresses at the far end
	PeerPorts  []uint16     `json:"peer_ports,omitempty"`
	LocalPorts []uint16     `json:"local_ports,omitempty"`
	Proto      string       `json:"proto,omitempty"` // tcp, udp or icmp

	Delay        time.Duration `json:"delay,omitempty"`
	Jitter       time.Duration `json:"jitter,omitempty"`       // spread of the delay; packets may overtake each other, as with netem
	Distribution string        `json:"distribution,omitempty"` // uniform (within ±jitter), normal (jitter is one sigma) or pareto
	Loss         float64       `json:"loss,omitempty"`         // share of packets, 0 to 1
	Burst        float64       `json:"burst,omitempty"`        // mean length of a run of lost packets; 0: each packet by itself
	Corrupt      float64       `json:"corrupt,omitempty"`      // share of packets in which one bit is flipped
	Duplicate    float64       `json:"duplicate,omitempty"`    // share of packets that come twice
	Reorder      float64       `json:"reorder,omitempty"`      // share of packets that skip the delay
	Rate         int64         `json:"rate,omitempty"`         // bits a second, of each direction

	Drop      bool   `json:"drop,omitempty"`
	Reject    string `json:"reject,omitempty"`     // rst or icmp: refused at once instead of lost
	ResetLive bool   `json:"reset_live,omitempty"` // end the TCP connections that stand, once
}

// Direction is the direction of a packet, as the damaged namespace sees it.
type Direction string

// Directions.
const (
	Both Direction = "both"
	Out  Direction = "out"
	In   Direction = "in"
)

// ways lists the directions that a spec damages.
func (s Spec) ways() []Direction {
	if s.Direction == Out || s.Direction == In {
		return []Direction{s.Direction}
	}
	return []Direction{Out, In}
}

// shapes reports whether packets have to be held or inspected one by one, which plain rules cannot do.
func (s Spec) shapes() bool {
	return s.Delay > 0 || s.Jitter > 0 || s.Loss > 0 || s.Corrupt > 0 || s.Reorder > 0 || s.Rate > 0
}

// Validate returns what is wrong with a spec, all at once.
func (s Spec) Validate() error {
	var errs []error
	bad := func(wrong bool, format string, args ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	bad(!slices.Contains([]Direction{"", Both, Out, In}, s.Direction), "direction is %q, not out, in or both", s.Direction)
	bad(!slices.Contains([]string{"", "tcp", "udp", "icmp"}, s.Proto), "proto is %q, not tcp, udp or icmp", s.Proto)
	bad(!slices.Contains([]string{"", "uniform", "normal", "pareto"}, s.Distribution), "distribution is %q, not uniform, normal or pareto", s.Distribution)
	bad(!slices.Contains([]string{"", "rst", "icmp"}, s.Reject), "reject is %q, not rst or icmp", s.Reject)
	for _, share := range []struct {
		name  string
		value float64
	}{{"loss", s.Loss}, {"corrupt", s.Corrupt}, {"duplicate", s.Duplicate}, {"reorder", s.Reorder}} {
		bad(!(share.value >= 0 && share.value <= 1), "%s is %v, not a share from 0 to 1", share.name, share.value)
	}
	bad(s.Delay < 0 || s.Jitter < 0, "a delay can't be negative")
	bad(s.Delay > maxDelay || s.Jitter > maxDelay, "a delay can't be longer than %s", maxDelay)
	bad(s.Burst != 0 && !(s.Burst >= 1), "burst is %v, and a run of lost packets has at least one", s.Burst)
	bad(s.Burst > 0 && !(s.Loss > 0 && s.Loss < 1), "burst needs a loss between 0 and 1")
	bad(s.Burst > 0 && s.Loss > 0 && !possible(s.Loss, s.Burst), "a loss of %v can't come in runs of %v on average", s.Loss, s.Burst)
	bad(s.Reorder > 0 && s.Delay == 0, "reorder needs a delay, which some packets then skip")
	bad(s.Rate < 0, "rate is negative")
	bad(s.Rate > 0 && s.Rate < 8000, "rate is under 8000 bits a second")
	bad(s.Proto == "icmp" && (len(s.PeerPorts)+len(s.LocalPorts) > 0), "icmp has no ports")
	bad(s.Reject == "rst" && s.Proto != "" && s.Proto != "tcp", "only tcp can be reset")
	bad(s.Drop && s.Reject != "", "a packet is dropped or rejected, not both")
	bad((s.Drop || s.Reject != "") && (s.shapes() || s.Duplicate > 0), "what is dropped or rejected can't be damaged further")
	bad(!s.Drop && s.Reject == "" && !s.shapes() && s.Duplicate == 0 && !s.ResetLive, "no damage is asked for")
	return errors.Join(errs...)
}

// maxDelay bounds the memory for held packets, and catches a wrong unit.
const maxDelay = time.Minute

// Driver is a way to damage packets.
type Driver interface {
	Name() string
	// Can reports whether the driver supports a spec, apart from the kernel.
	Can(Spec) error
	// Probe tests the driver in the current namespace, which must be unused. Its error says why it cannot be used.
	Probe() error
	// Apply starts the damage. If the kernel lacks what the driver requires, the error wraps ErrKernel, and nothing
	// is left behind.
	Apply(id string, s Spec, seed uint64) (Damage, error)
}

// Damage is one spec in force.
type Damage interface {
	// Report reads the state of the damage. An error says that it is missing, or incomplete.
	Report() (Report, error)
	// Remove ends it; held packets are sent at once. A second call does nothing.
	Remove() error
}

// Report is the state of a damage: whether its rules are in place, and its counters so far.
type Report struct {
	Driver  string `json:"driver"`
	Rules   int    `json:"rules"`
	Matched uint64 `json:"matched"`        // packets that met a rule
	Note    string `json:"note,omitempty"` // what of others was met, and left alone
	Stats
}

// Stats counts what was done to packets that were inspected one by one.
type Stats struct {
	Seen       uint64        `json:"seen"`
	Lost       uint64        `json:"lost"`
	Overflowed uint64        `json:"overflowed"` // lost because the rate's backlog was full
	Corrupted  uint64        `json:"corrupted"`
	Held       uint64        `json:"held"`
	HeldFor    time.Duration `json:"held_for"` // in all
	Late       time.Duration `json:"late"`     // the longest that a packet was held beyond its time
	Reset      uint64        `json:"reset"`    // connections ended by ResetLive
}

// Mean is the average time for which packets were held: the delay as measured at the link.
func (s Stats) Mean() time.Duration {
	if s.Held == 0 {
		return 0
	}
	return s.HeldFor / time.Duration(s.Held)
}

// ErrKernel marks an error because of a missing kernel feature, after which another driver may be tried.
var ErrKernel = errors.New("not in this kernel")

// tablePrefix is the start of every name that this package adds to a kernel. The name is neutral, so that a responder who looks
// at the rules learns what they do, and not that they are a fault.
const tablePrefix = "fw-"

// tableName is the name of the tables of a damage.
func tableName(id string) (string, error) {
	if id == "" || len(id) > 64 {
		return "", fmt.Errorf("id %q is empty or longer than 64", id)
	}
	for _, r := range id {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return "", fmt.Errorf("id %q holds more than a to z, 0 to 9 and -", id)
		}
	}
	return tablePrefix + id, nil
}
