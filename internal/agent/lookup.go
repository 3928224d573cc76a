package agent

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"firedrill/chaos"

	"golang.org/x/net/dns/dnsmessage"
)

const (
	lookupWithin = 8 * time.Second // longer than the timeout of a usual resolver client
	lookupEach   = 2 * time.Second // bounds each lookup of a series
	lookupBeside = 30              // concurrent lookups
	maxLookups   = 1000
)

// LookupRequest names a host to look up.
type LookupRequest struct {
	Name  string `json:"name"`
	Count int    `json:"count,omitempty"` // for OpLookups
}

// lookup resolves a name as any process of this namespace does.
func lookup(ctx context.Context, _ *Session, q LookupRequest) (chaos.Lookup, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupWithin)
	defer cancel()
	start := time.Now()
	found, err := (&net.Resolver{PreferGo: true}).LookupHost(ctx, strings.TrimSuffix(q.Name, ".")+".")
	l := chaos.Lookup{Addresses: found, Took: time.Since(start)}
	if err != nil {
		l.Class, l.Detail = chaos.AnswerFail, err.Error()
		if e := new(net.DNSError); errors.As(err, &e) {
			switch {
			case e.IsNotFound:
				l.Class = chaos.AnswerNoName
			case e.IsTimeout:
				l.Class = "timeout"
			}
		}
	}
	return l, nil
}

// lookups resolves a name's IPv4 addresses many times, each time over a new socket, without retries. All sockets stay
// open until the end, so that each lookup has a different source port.
func lookups(ctx context.Context, _ *Session, q LookupRequest) (chaos.Lookups, error) {
	if q.Count < 1 || q.Count > maxLookups {
		return chaos.Lookups{}, fmt.Errorf("can't make %d lookups at once", q.Count)
	}
	ctx, cancel := context.WithTimeout(ctx, lookupWithin)
	defer cancel()
	return askMany(ctx, resolver(), q)
}

// askMany sends the lookups to one resolver.
func askMany(ctx context.Context, resolver string, q LookupRequest) (chaos.Lookups, error) {
	question, err := questionFor(q.Name)
	if err != nil {
		return chaos.Lookups{}, err
	}
	all := survey{seen: chaos.Lookups{Answers: map[string]int{}}}
	defer all.close()
	var workers sync.WaitGroup
	next := make(chan struct{})
	for range min(lookupBeside, q.Count) {
		workers.Go(func() {
			for range next {
				all.ask(ctx, resolver, question)
			}
		})
	}
	for range q.Count {
		next <- struct{}{}
	}
	close(next)
	workers.Wait()
	slices.Sort(all.took)
	all.seen.Typical = all.took[len(all.took)/2]
	return all.seen, nil
}

// survey collects the answers to many lookups.
type survey struct {
	mu   sync.Mutex
	open []net.Conn
	took []time.Duration
	seen chaos.Lookups
}

// ask sends one lookup.
func (s *survey) ask(ctx context.Context, resolver string, question []byte) {
	ctx, cancel := context.WithTimeout(ctx, lookupEach)
	defer cancel()
	start := time.Now()
	c, err := new(net.Dialer).DialContext(ctx, "udp4", resolver)
	answer := chaos.AnswerFail
	if err == nil {
		answer = exchange(ctx, c, question)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c != nil {
		s.open = append(s.open, c)
	}
	s.took = append(s.took, time.Since(start))
	s.seen.Answers[answer]++
}

func (s *survey) close() {
	for _, c := range s.open {
		_ = c.Close() // nothing was sent that must arrive
	}
}

// exchange sends a question and returns the addresses of its reply, or the class of the failure.
func exchange(ctx context.Context, c net.Conn, question []byte) string {
	if until, ok := ctx.Deadline(); ok {
		if err := c.SetDeadline(until); err != nil {
			return chaos.AnswerFail
		}
	}
	b := make([]byte, maxLookup)
	n := 0
	_, err := c.Write(question)
	if err == nil {
		n, err = c.Read(b)
	}
	if late := net.Error(nil); errors.As(err, &late) && late.Timeout() {
		return chaos.AnswerNone
	}
	if err != nil {
		return chaos.AnswerRefused
	}
	return answerIn(b[:n])
}

// questionFor builds the lookup of a name's IPv4 addresses.
func questionFor(name string) ([]byte, error) {
	full, err := dnsmessage.NewName(strings.TrimSuffix(name, ".") + ".")
	if err != nil {
		return nil, fmt.Errorf("name %q: %w", name, err)
	}
	m := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: 1, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: full, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}},
	}
	return m.Pack()
}

// answerIn returns the addresses of a reply in their order, or the class of its failure.
func answerIn(reply []byte) string {
	var m dnsmessage.Message
	if err := m.Unpack(reply); err != nil {
		return chaos.AnswerFail
	}
	var found []string
	for _, r := range m.Answers {
		if a, ok := r.Body.(*dnsmessage.AResource); ok {
			found = append(found, net.IP(a.A[:]).String())
		}
	}
	slices.Sort(found)
	switch {
	case m.RCode == dnsmessage.RCodeNameError:
		return chaos.AnswerNoName
	case m.RCode != dnsmessage.RCodeSuccess, len(found) == 0:
		return chaos.AnswerFail
	}
	return strings.Join(found, ", ")
}
