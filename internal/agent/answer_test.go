package agent

import (
	"net/netip"
	"testing"
	"time"

	"firedrill/chaos"

	"golang.org/x/net/dns/dnsmessage"
)

func query(t *testing.T, name string, kind dnsmessage.Type) []byte {
	t.Helper()
	m := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: 77, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: dnsmessage.MustNewName(name), Type: kind, Class: dnsmessage.ClassINET}},
	}
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWrongAnswer_OnlyForTheDamagedName(t *testing.T) {
	wrong := chaos.NameDamage{Name: "postgres", Answer: chaos.AnswerWrong, Address: netip.MustParseAddr("10.9.8.7")}
	for _, c := range []struct {
		what    string
		asked   string
		kind    dnsmessage.Type
		damage  chaos.NameDamage
		ours    bool
		code    dnsmessage.RCode
		answers int
	}{
		{"no such name", "postgres.", dnsmessage.TypeA, chaos.NameDamage{Name: "postgres", Answer: chaos.AnswerNoName}, true, dnsmessage.RCodeNameError, 0},
		{"whatever its case", "PostGres.", dnsmessage.TypeA, chaos.NameDamage{Name: "postgres.", Answer: chaos.AnswerFail}, true, dnsmessage.RCodeServerFailure, 0},
		{"a wrong address", "postgres.", dnsmessage.TypeA, wrong, true, dnsmessage.RCodeSuccess, 1},
		{"none of the other family", "postgres.", dnsmessage.TypeAAAA, wrong, true, dnsmessage.RCodeSuccess, 0},
		{"another name", "redis.", dnsmessage.TypeA, wrong, false, 0, 0},
		{"a name that begins alike", "postgres.lab.", dnsmessage.TypeA, wrong, false, 0, 0},
	} {
		reply, ours := wrongAnswer(query(t, c.asked, c.kind), c.damage)
		if ours != c.ours {
			t.Errorf("%s: ours is %v", c.what, ours)
		}
		if !ours {
			continue
		}
		var m dnsmessage.Message
		if err := m.Unpack(reply); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if m.ID != 77 || !m.Response || m.RCode != c.code || len(m.Answers) != c.answers {
			t.Errorf("%s: got %+v", c.what, m)
		}
		if len(m.Answers) == 1 && m.Answers[0].Body.(*dnsmessage.AResource).A != [4]byte{10, 9, 8, 7} {
			t.Errorf("%s: got %v", c.what, m.Answers[0].Body)
		}
	}
}

func TestWrongAnswer_IgnoresOtherPackets(t *testing.T) {
	for _, b := range [][]byte{nil, {1}, make([]byte, 12), []byte("GET / HTTP/1.1")} {
		if _, ours := wrongAnswer(b, chaos.NameDamage{Name: "postgres", Answer: chaos.AnswerNoName}); ours {
			t.Errorf("%q is ours", b)
		}
	}
}

func TestWrongAnswer_SlowLookupGetsTheRealReply(t *testing.T) {
	d := chaos.NameDamage{Name: "postgres", Answer: chaos.AnswerSlow, Delay: time.Second}
	if reply, ours := wrongAnswer(query(t, "postgres.", dnsmessage.TypeA), d); reply != nil || !ours {
		t.Errorf("got %q, %v", reply, ours)
	}
}

func TestResolverIn_ReturnsTheFirst(t *testing.T) {
	for text, want := range map[string]string{
		"# by hand\nsearch lab\nnameserver 10.0.0.3\nnameserver 10.0.0.4\n": "10.0.0.3:53",
		"nameserver fe80::1\nnameserver 10.0.0.4":                           "10.0.0.4:53",
		"nameserver": "127.0.0.11:53",
		"":           "127.0.0.11:53",
	} {
		if got := resolverIn(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
