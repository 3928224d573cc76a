package agent

import (
	"context"
	"errors"
	"maps"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/packet"

	"golang.org/x/net/dns/dnsmessage"
)

// fakeResolver answers the n-th lookup with answer(n); nil means no reply.
func fakeResolver(t *testing.T, answer func(n int, query []byte) []byte) (address string, ports func() int) {
	t.Helper()
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	var served sync.WaitGroup
	seen := map[netip.AddrPort]bool{}
	served.Go(func() {
		for n := 0; ; n++ {
			b := make([]byte, maxLookup)
			length, from, err := c.ReadFromUDPAddrPort(b)
			if err != nil {
				return
			}
			seen[from] = true
			if reply := answer(n, b[:length]); reply != nil {
				_, _ = c.WriteToUDPAddrPort(reply, from)
			}
		}
	})
	stop := sync.OnceFunc(func() { c.Close(); served.Wait() })
	t.Cleanup(stop)
	return c.LocalAddr().String(), func() int { stop(); return len(seen) }
}

func TestAskMany_CountsEveryAnswerAndUsesAPortForEach(t *testing.T) {
	right := chaos.NameDamage{Name: "shop.lab", Answer: chaos.AnswerWrong, Address: netip.MustParseAddr("10.1.2.3")}
	gone := chaos.NameDamage{Name: "shop.lab", Answer: chaos.AnswerNoName}
	address, ports := fakeResolver(t, func(n int, query []byte) []byte {
		with := right
		if n == 17 {
			with = gone
		}
		reply, _ := wrongAnswer(query, with)
		return reply
	})
	got, err := askMany(t.Context(), address, LookupRequest{Name: "shop.lab", Count: 300})
	want := map[string]int{"10.1.2.3": 299, chaos.AnswerNoName: 1}
	if err != nil || !maps.Equal(got.Answers, want) {
		t.Errorf("got %v, %v; want %v", got.Answers, err, want)
	}
	if n := ports(); n != 300 {
		t.Errorf("300 lookups came from %d ports", n)
	}
}

func TestAskMany_CountsRefusedLookups(t *testing.T) {
	address, ports := fakeResolver(t, func(int, []byte) []byte { return nil })
	ports() // closes the resolver
	got, err := askMany(t.Context(), address, LookupRequest{Name: "shop.lab", Count: 5})
	if err != nil || !maps.Equal(got.Answers, map[string]int{chaos.AnswerRefused: 5}) {
		t.Errorf("got %v, %v", got.Answers, err)
	}
}

func TestLookups_BoundsTheirNumber(t *testing.T) {
	for _, n := range []int{-1, 0, maxLookups + 1} {
		if _, err := lookups(t.Context(), nil, LookupRequest{Name: "x", Count: n}); err == nil {
			t.Errorf("%d lookups were taken", n)
		}
	}
}

// TestResponder_RemoveForwardsPendingLookups checks Remove: a delayed reply is sent at once, and a later
// lookup gets the right answer.
func TestResponder_RemoveForwardsPendingLookups(t *testing.T) {
	if err := markOne(); err != nil {
		t.Skipf("a responder's sockets can't be marked here: %v", err)
	}
	address, _ := fakeResolver(t, func(_ int, query []byte) []byte {
		reply, _ := wrongAnswer(query, chaos.NameDamage{Name: "shop.lab", Answer: chaos.AnswerWrong, Address: netip.MustParseAddr("10.1.2.3")})
		return reply
	})
	r := &responder{want: chaos.NameDamage{Name: "shop.lab", Answer: chaos.AnswerSlow, Delay: time.Hour}, upstream: address, healed: make(chan struct{})}
	question := query(t, "shop.lab.", dnsmessage.TypeA)
	answer := make(chan string)
	go func() { answer <- answerIn(r.answer(context.Background(), question)) }()
	for until := time.Now().Add(20 * time.Second); r.answered.Load() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("the lookup was not taken")
		}
	}
	close(r.healed)
	for range 2 {
		select {
		case got := <-answer:
			if got != "10.1.2.3" {
				t.Errorf("got %q", got)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("no answer came")
		}
		go func() { answer <- answerIn(r.answer(context.Background(), question)) }()
	}
	<-answer
	if n := r.answered.Load(); n != 1 {
		t.Errorf("%d lookups count as damaged, want 1", n)
	}
}

// markOne tries to mark a socket, as a responder marks those that it forwards lookups on.
func markOne() error {
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	defer c.Close()
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var marked error
	err = raw.Control(func(fd uintptr) { marked = packet.Mark(fd) })
	return errors.Join(err, marked)
}
