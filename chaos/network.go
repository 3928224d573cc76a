package chaos

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"firedrill/chaos/packet"
	"firedrill/internal/record"
)

// Net damages the packets and lookups of a lab's services, and measures their network paths.
type Net interface {
	// Apply starts a damage under an id, in a service's network namespace. It ends with that namespace, and so with a restart of
	// the service, and with the agent that does it.
	Apply(ctx context.Context, service, id string, d Damage) error
	// Status returns the status of a damage, also of one that another process left there.
	Status(ctx context.Context, service, id string) (Standing, error)
	// Remove ends a damage, whichever process started it. An unknown one has ended already.
	Remove(ctx context.Context, service, id string) error
	// Addresses lists the addresses of a service, or of all its replicas.
	Addresses(ctx context.Context, service string) ([]netip.Addr, error)
	// Reach opens connections to a service, from another's namespace or as its users do.
	Reach(ctx context.Context, r Reach) (Reached, error)
	// Lookup resolves a name as a service does.
	Lookup(ctx context.Context, service, name string) (Lookup, error)
	// Lookups resolves a name many times as a service does, each time from another source port and without a retry.
	Lookups(ctx context.Context, service, name string, count int) (Lookups, error)
}

// Damage describes packet faults by a spec, or a fault of the lookups of one name.
type Damage struct {
	Packets *packet.Spec  `json:"packets,omitempty"`
	Every   time.Duration `json:"every,omitempty"` // begin anew after this, as what is done but once needs
	Name    *NameDamage   `json:"name,omitempty"`
	Seed    uint64        `json:"seed,omitempty"`
}

// NameDamage is a wrong answer to the lookups of one name.
type NameDamage struct {
	Name    string        `json:"name"`
	Answer  string        `json:"answer"`            // one of the answers below
	Address netip.Addr    `json:"address,omitempty"` // of AnswerWrong
	Delay   time.Duration `json:"delay,omitempty"`   // of AnswerSlow
}

// Answers to a lookup.
const (
	AnswerNoName = "nxdomain"
	AnswerFail   = "servfail"
	AnswerWrong  = "wrong"
	AnswerSlow   = "slow"
)

// Failures of a lookup besides those that are answers.
const (
	AnswerNone    = "timeout"
	AnswerRefused = "refused" // nobody listens where the lookup was led
)

// Standing is the status of a damage.
type Standing struct {
	There    bool   `json:"there"`
	Why      string `json:"why,omitempty"`      // why it is not there, or whose it is
	Answered uint64 `json:"answered,omitempty"` // lookups that were answered wrongly
	Twice    uint64 `json:"twice"`              // segments that came twice, as TCP in the namespace has noticed so far
	packet.Report
}

// Reach describes connections to a service, all opened at once.
type Reach struct {
	From   string        `json:"from,omitempty"` // a service, or "" for its users
	To     string        `json:"to"`
	Port   int           `json:"port,omitempty"` // 0 for the one that the service listens on
	Count  int           `json:"count"`
	Within time.Duration `json:"within"`          // bounds each
	Send   int           `json:"send,omitempty"`  // then bytes to send; the time runs until they have arrived
	Talk   bool          `json:"talk,omitempty"`  // then a question, and the first byte of the answer
	Watch  time.Duration `json:"watch,omitempty"` // then how long to see whether the connection breaks
	Pings  int           `json:"pings,omitempty"` // instead: questions over the connection, whose round trips are timed
	Every  time.Duration `json:"every,omitempty"` // the time between two of a connection's
}

// Reached is the result of opening the connections.
type Reached struct {
	Took   []time.Duration `json:"took"`             // of those that came to be, sorted
	Failed map[string]int  `json:"failed,omitempty"` // by class
}

// Lookup is the answer to a lookup.
type Lookup struct {
	Addresses []string      `json:"addresses,omitempty"`
	Class     string        `json:"class,omitempty"` // "" for an answer; nxdomain, servfail or timeout
	Detail    string        `json:"detail,omitempty"`
	Took      time.Duration `json:"took"`
}

// Lookups are the answers to many lookups of one name.
type Lookups struct {
	Answers map[string]int `json:"answers"` // how many had this answer: the IPv4 addresses, sorted and joined by ", ", or a class
	Typical time.Duration  `json:"typical"` // what a lookup took, the median
}

// Typical is the median of the round trips.
func (r Reached) Typical() time.Duration {
	if len(r.Took) == 0 {
		return 0
	}
	return r.Took[len(r.Took)/2]
}

// String describes the result for a report.
func (r Reached) String() string {
	var parts []string
	if n := len(r.Took); n > 0 {
		parts = append(parts, fmt.Sprintf("%d connections in %s, from %s to %s", n, Brief(r.Typical()), Brief(r.Took[0]), Brief(r.Took[n-1])))
	}
	for _, class := range slices.Sorted(maps.Keys(r.Failed)) {
		parts = append(parts, fmt.Sprintf("%d failed: %s", r.Failed[class], class))
	}
	return strings.Join(parts, ", ")
}

// Brief rounds a time for a report.
func Brief(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }

// String describes the status for a report.
func (s Standing) String() string {
	if !s.There {
		return strings.TrimSuffix("not there: "+s.Why, ": ")
	}
	if s.Driver == "" {
		return "there: " + s.Why
	}
	text := s.Driver
	if s.Rules > 0 {
		text = fmt.Sprintf("%s, %d rules, %d packets met them", s.Driver, s.Rules, s.Matched)
	}
	for _, part := range []struct {
		n    uint64
		what string
	}{{s.Lost, "lost"}, {s.Overflowed, "lost for want of room"}, {s.Corrupted, "corrupted"}, {s.Reset, "connections reset"}, {s.Answered, "lookups answered"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	if s.Held > 0 {
		text += fmt.Sprintf(", held %s each", Brief(s.Mean()))
	}
	if s.Note != "" {
		text += "; " + s.Note
	}
	return text
}

// String describes the answer for a report.
func (l Lookup) String() string {
	said := l.Class
	if l.Class == "" {
		said = strings.Join(l.Addresses, ", ")
	}
	return fmt.Sprintf("%s after %s", said, l.Took.Round(10*time.Microsecond))
}

// String counts the answers, the most frequent first.
func (l Lookups) String() string {
	var parts []string
	for _, answer := range slices.SortedFunc(maps.Keys(l.Answers), func(a, b string) int {
		return cmp.Or(cmp.Compare(l.Answers[b], l.Answers[a]), cmp.Compare(a, b))
	}) {
		parts = append(parts, fmt.Sprintf("%d times %s", l.Answers[answer], answer))
	}
	return fmt.Sprintf("%s, typically after %s", strings.Join(parts, ", "), l.Typical.Round(10*time.Microsecond))
}

// Parsed returns the addresses of an answer.
func (l Lookup) Parsed() []netip.Addr {
	var list []netip.Addr
	for _, text := range l.Addresses {
		if a, err := netip.ParseAddr(text); err == nil {
			list = append(list, a)
		}
	}
	return list
}

// EndsWithNamespace is a sentence of the manuals of all kinds that act in a network namespace.
const EndsWithNamespace = "The damage is tied to the target's network namespace: a restart of the target ends it."

// PacketProofTime bounds the proofs of damage to packets: longer than the lease of its agent.
const PacketProofTime = 15 * time.Second

// StandsAt asks the agent in a service's namespace whether a damage is in place.
func StandsAt(ctx context.Context, n Net, on, id string) (record.Check, error) {
	s, err := n.Status(ctx, on, id)
	if err != nil {
		return record.Check{}, err
	}
	return record.Check{OK: s.There, Saw: s.String()}, nil
}
