package chaos

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"firedrill/chaos/packet"
)

// NetworkLab is a lab whose services' packets can be damaged, by an agent in a service's own network namespace.
type NetworkLab interface {
	Network() Network
}

// Network is what can be done to the packets of a lab's services.
type Network interface {
	Damaging
	Feeling
}

// Damaging acts in a service's namespace. What it does goes with that namespace, and so with a restart of the service,
// and with the agent that does it.
type Damaging interface {
	// Damage begins a damage under an id.
	Damage(ctx context.Context, service, id string, d Damage) error
	// Standing says how a damage stands, one that another process left there included.
	Standing(ctx context.Context, service, id string) (Standing, error)
	// Mend ends a damage, whichever process began it. One that is not known is ended already.
	Mend(ctx context.Context, service, id string) error
}

// Feeling walks the ways that packets take.
type Feeling interface {
	// Addresses lists where a service, or all replicas of one, are found.
	Addresses(ctx context.Context, service string) ([]netip.Addr, error)
	// Reach opens connections to a service: from another's namespace, or as its users do.
	Reach(ctx context.Context, r Reach) (Reached, error)
	// Lookup asks for a name as a service does.
	Lookup(ctx context.Context, service, name string) (Lookup, error)
	// Lookups asks for a name many times as a service does, each time from another source port and without a repetition.
	Lookups(ctx context.Context, service, name string, count int) (Lookups, error)
}

// Damage is what is to be done to packets: of a spec, or to the lookups of one name.
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

// Standing is how a damage stands.
type Standing struct {
	There    bool   `json:"there"`
	Why      string `json:"why,omitempty"`      // why it is not there, or whose it is
	Answered uint64 `json:"answered,omitempty"` // lookups that were answered wrongly
	Twice    uint64 `json:"twice"`              // segments that came twice, as TCP in the namespace has noticed so far
	packet.Report
}

// Reach asks for connections to a service, all at once.
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

// Reached is what became of the connections.
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

// networkOf returns the network of a lab that has one that can be damaged.
func networkOf(lab Lab) (Network, error) {
	if l, ok := lab.(NetworkLab); ok {
		return l.Network(), nil
	}
	return nil, errors.New("the lab's packets can't be reached from inside")
}
