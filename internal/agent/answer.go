package agent

import (
	"os"
	"strings"

	"firedrill/chaos"

	"golang.org/x/net/dns/dnsmessage"
)

// wrongTTL is how long a client may cache a wrong address, in seconds: as short as possible, so that the cache does
// not outlive the fault.
const wrongTTL = 1

// wrongAnswer reports whether a lookup gets a wrong answer, and which one. A nil reply leaves the lookup to the real
// resolver.
func wrongAnswer(query []byte, d chaos.NameDamage) (reply []byte, ours bool) {
	var p dnsmessage.Parser
	head, err := p.Start(query)
	if err != nil {
		return nil, false
	}
	q, err := p.Question()
	if err != nil || !strings.EqualFold(strings.TrimSuffix(q.Name.String(), "."), strings.TrimSuffix(d.Name, ".")) {
		return nil, false
	}
	if d.Answer == chaos.AnswerSlow {
		return nil, true
	}
	m := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: head.ID, Response: true, RecursionDesired: head.RecursionDesired, RecursionAvailable: true},
		Questions: []dnsmessage.Question{q},
	}
	switch {
	case d.Answer == chaos.AnswerNoName:
		m.RCode = dnsmessage.RCodeNameError
	case d.Answer == chaos.AnswerFail:
		m.RCode = dnsmessage.RCodeServerFailure
	case q.Type == dnsmessage.TypeA && d.Address.Is4(), q.Type == dnsmessage.TypeAAAA && d.Address.Is6():
		m.Answers = []dnsmessage.Resource{addressOf(q, d)}
	}
	reply, err = m.Pack()
	return reply, err == nil
}

func addressOf(q dnsmessage.Question, d chaos.NameDamage) dnsmessage.Resource {
	r := dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: wrongTTL}}
	if d.Address.Is4() {
		r.Body = &dnsmessage.AResource{A: d.Address.As4()}
	} else {
		r.Body = &dnsmessage.AAAAResource{AAAA: d.Address.As16()}
	}
	return r
}

// resolver returns the address of this namespace's resolver.
func resolver() string {
	text, err := os.ReadFile("/etc/resolv.conf")
	if err != nil {
		return "127.0.0.11:53"
	}
	return resolverIn(string(text))
}

// resolverIn reads the first resolver of a resolv.conf. Without one it returns the engine's own resolver.
func resolverIn(text string) string {
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) >= 2 && words[0] == "nameserver" && !strings.Contains(words[1], ":") {
			return words[1] + ":53"
		}
	}
	return "127.0.0.11:53"
}
