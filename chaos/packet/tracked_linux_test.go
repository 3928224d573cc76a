package packet

import (
	"context"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/nftables"
	"github.com/google/nftables/expr"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// answering serves a UDP address of the namespace of its caller with one word. The function that it returns ends it.
func answering(at *net.UDPAddr, word string) (port uint16, end func(), err error) {
	c, err := net.ListenUDP("udp4", at)
	if err != nil {
		return 0, nil, err
	}
	var served sync.WaitGroup
	served.Go(func() {
		for {
			_, from, err := c.ReadFromUDPAddrPort(make([]byte, 64))
			if err != nil {
				return
			}
			_, _ = c.WriteToUDPAddrPort([]byte(word), from) // who gets none says so
		}
	})
	return uint16(c.LocalAddr().(*net.UDPAddr).Port), func() { c.Close(); served.Wait() }, nil
}

// lookFrom asks 127.0.0.11:53 from a port, and returns the answer or what went wrong.
func lookFrom(port int) string {
	d := net.Dialer{LocalAddr: &net.UDPAddr{IP: responderIP, Port: port}, Timeout: 5 * time.Second}
	c, err := d.DialContext(context.Background(), "udp4", "127.0.0.11:53")
	if err != nil {
		return err.Error()
	}
	defer c.Close()
	b := make([]byte, 64)
	n := 0
	if err = c.SetDeadline(time.Now().Add(5 * time.Second)); err == nil {
		if _, err = c.Write([]byte("?")); err == nil {
			n, err = c.Read(b)
		}
	}
	if err != nil {
		return err.Error()
	}
	return string(b[:n])
}

// translating keeps address translation on in the namespace of its caller, as the rules of an engine's own resolver do.
func translating() error {
	conn, err := nftables.New()
	if err != nil {
		return err
	}
	table := conn.AddTable(&nftables.Table{Name: "engine", Family: nftables.TableFamilyIPv4})
	chain := conn.AddChain(&nftables.Chain{Name: "output", Table: table, Type: nftables.ChainTypeNAT,
		Hooknum: nftables.ChainHookOutput, Priority: nftables.ChainPriorityNATDest})
	conn.AddRule(&nftables.Rule{Table: table, Chain: chain, Exprs: []expr.Any{
		&expr.Meta{Key: expr.MetaKeyL4PROTO, Register: 1},
		&expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: []byte{unix.IPPROTO_TCP}},
		&expr.Immediate{Register: 1, Data: []byte{127, 0, 0, 11}},
		&expr.NAT{Type: expr.NATTypeDestNAT, Family: unix.NFPROTO_IPV4, RegAddrMin: 1},
	}})
	return conn.Flush()
}

// lookups is a namespace with a resolver that answers "right", and a redirect to a responder that answers "wrong".
type lookups struct {
	to       uint16
	redirect Damage
	kill     func() // ends the responder
}

func (w *wire) lookups(t *testing.T, do func(lookups)) {
	t.Helper()
	in(t, w.near, func() {
		must := func(err error) {
			if err != nil {
				t.Error(err)
				runtime.Goexit()
			}
		}
		must(translating())
		_, end, err := answering(&net.UDPAddr{IP: net.IPv4(127, 0, 0, 11), Port: lookupPort}, "right")
		must(err)
		defer end()
		var l lookups
		l.to, l.kill, err = answering(&net.UDPAddr{IP: responderIP}, "wrong")
		must(err)
		defer l.kill()
		l.redirect, err = Redirect("test", l.to)
		must(err)
		do(l)
	})
}

func TestFlushRedirected_SourcePortsThatAreUsedAgainReachTheResolver(t *testing.T) {
	newWire(t).lookups(t, func(l lookups) {
		expect := func(when string, port int, want string) {
			if got := lookFrom(port); got != want {
				t.Errorf("%s: a lookup from port %d: got %q, want %q", when, port, got, want)
			}
		}
		expect("redirected", 40001, "wrong")
		expect("redirected", 40002, "wrong")
		if err := l.redirect.Remove(); err != nil {
			t.Error(err)
		}
		expect("without the rules", 40001, "wrong") // what makes the flush necessary
		expect("without the rules", 40003, "right")
		if n, err := FlushRedirected(l.to); err != nil || n != 2 {
			t.Errorf("%d entries were removed, error %v, want 2", n, err)
		}
		expect("flushed", 40001, "right")
		expect("flushed", 40002, "right")
		if n, err := FlushRedirected(l.to); err != nil || n != 0 {
			t.Errorf("a second time: %d entries were removed, error %v", n, err)
		}
	})
}

func TestSweep_FreesLookupsThatAKilledResponderLeft(t *testing.T) {
	newWire(t).lookups(t, func(l lookups) {
		if got := lookFrom(40001); got != "wrong" {
			t.Errorf("redirected: got %q", got)
		}
		if n, err := FlushOrphaned(); err != nil || n != 0 {
			t.Errorf("of a responder that lives %d entries were removed, error %v", n, err)
		}
		l.kill()
		if err := l.redirect.Remove(); err != nil { // as the kernel does when the process dies
			t.Error(err)
		}
		if got := lookFrom(40001); !strings.Contains(got, "refused") {
			t.Errorf("killed: got %q, want one that is refused", got)
		}
		if _, err := Sweep("test"); err != nil {
			t.Error(err)
		}
		if got := lookFrom(40001); got != "right" {
			t.Errorf("swept: got %q", got)
		}
	})
}

func TestRedirectedTo_LeavesTheEnginesOwnRedirectAlone(t *testing.T) {
	flow := func(proto uint8, asked uint16, from net.IP, port uint16) *netlink.ConntrackFlow {
		return &netlink.ConntrackFlow{
			Forward: netlink.IPTuple{Protocol: proto, SrcIP: responderIP, SrcPort: 40001, DstIP: net.IPv4(127, 0, 0, 11), DstPort: asked},
			Reverse: netlink.IPTuple{Protocol: proto, SrcIP: from, SrcPort: port, DstIP: responderIP, DstPort: 40001},
		}
	}
	docker := net.IPv4(127, 0, 0, 11)
	for _, c := range []struct {
		name string
		flow *netlink.ConntrackFlow
		want bool
	}{
		{"to the responder", flow(unix.IPPROTO_UDP, 53, responderIP, 5300), true},
		{"to another responder", flow(unix.IPPROTO_UDP, 53, responderIP, 5301), false},
		{"to Docker's resolver", flow(unix.IPPROTO_UDP, 53, docker, 5300), false},
		{"over TCP", flow(unix.IPPROTO_TCP, 53, responderIP, 5300), false},
		{"no lookup", flow(unix.IPPROTO_UDP, 54, responderIP, 5300), false},
		{"to a resolver of the host's own", flow(unix.IPPROTO_UDP, 53, responderIP, 53), false},
	} {
		chosen := redirectedTo(func(port uint16) bool { return port == 5300 || port == 53 })
		if got := chosen.MatchConntrackFlow(c.flow); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestUDPPorts(t *testing.T) {
	const text = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 2155: 0100007F:14B4 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 31337 2 0000000000000000 0
`
	ports, err := udpPorts(strings.NewReader(text))
	if err != nil || len(ports) != 1 || !ports[5300] {
		t.Errorf("got %v, %v", ports, err)
	}
}
