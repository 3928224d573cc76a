package packet

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/google/nftables"
	"github.com/google/nftables/expr"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Show lists what was added to the namespace beside what an engine adds: rules and queueing disciplines.
func Show() ([]Shown, error) {
	rules, err := showRules()
	if err != nil {
		return nil, err
	}
	queues, err := showQueues()
	return append(rules, queues...), err
}

func showRules() ([]Shown, error) {
	conn, tables, err := ours()
	if err != nil {
		return nil, err
	}
	var out []Shown
	for _, t := range tables {
		chains, err := conn.ListChainsOfTableFamily(t.Family)
		if err != nil {
			return nil, fmt.Errorf("list chains: %w", err)
		}
		for _, c := range chains {
			if c.Table.Name != t.Name {
				continue
			}
			list, err := conn.GetRules(t, c)
			if err != nil {
				return nil, fmt.Errorf("list rules: %w", err)
			}
			for _, r := range list {
				out = append(out, Shown{Where: where(t.Family, c), What: spoken(r.Exprs), Packets: counted([]*nftables.Rule{r})})
			}
		}
	}
	return out, nil
}

// where names the hook of a chain.
func where(family nftables.TableFamily, c *nftables.Chain) string {
	name := "ip"
	if family == nftables.TableFamilyIPv6 {
		name = "ip6"
	}
	if c.Hooknum == nil {
		return name
	}
	switch *c.Hooknum {
	case *nftables.ChainHookInput:
		return name + " input"
	case *nftables.ChainHookOutput:
		return name + " output"
	}
	return fmt.Sprintf("%s hook %d", name, *c.Hooknum)
}

// spoken describes a rule, similar to the output of nft.
func spoken(exprs []expr.Any) string {
	var out []string
	loaded := ""
	for _, e := range exprs {
		switch e := e.(type) {
		case *expr.Meta:
			if loaded = metaName(e); e.SourceRegister && e.Key == expr.MetaKeyPRIORITY {
				out = append(out, "to the queue of the link")
			}
		case *expr.Payload:
			loaded = payloadName(e)
		case *expr.Numgen:
			loaded = "random"
		case *expr.Cmp:
			out = append(out, compared(loaded, e))
		default:
			out = append(out, done(e))
		}
	}
	return strings.Join(slices.DeleteFunc(out, func(s string) bool { return s == "" }), " ")
}

func metaName(e *expr.Meta) string {
	switch {
	case e.SourceRegister:
		return ""
	case e.Key == expr.MetaKeyL4PROTO:
		return "proto"
	case e.Key == expr.MetaKeyMARK:
		return "mark"
	}
	return "link"
}

// payloadName names a field of a packet by its position.
func payloadName(e *expr.Payload) string {
	source := map[bool]uint32{true: 12, false: 8}[e.Len == 4] // of an address
	switch {
	case e.Base == expr.PayloadBaseTransportHeader && e.Offset == 0:
		return "sport"
	case e.Base == expr.PayloadBaseTransportHeader:
		return "dport"
	case e.Offset == source:
		return "saddr"
	}
	return "daddr"
}

// compared describes a condition.
func compared(what string, e *expr.Cmp) string {
	switch what {
	case "proto":
		names := map[byte]string{unix.IPPROTO_TCP: "tcp", unix.IPPROTO_UDP: "udp", unix.IPPROTO_ICMP: "icmp", unix.IPPROTO_ICMPV6: "icmpv6"}
		return names[e.Data[0]]
	case "sport", "dport":
		return fmt.Sprintf("%s %d", what, binary.BigEndian.Uint16(e.Data))
	case "saddr", "daddr":
		a, _ := netip.AddrFromSlice(e.Data)
		return what + " " + a.String()
	case "random":
		return fmt.Sprintf("%.3g%% of packets", float64(binary.BigEndian.Uint32(e.Data))*100/shareUnit)
	}
	return "" // the loopback link, and what the rules mark for each other
}

// done describes an action.
func done(e expr.Any) string {
	switch e := e.(type) {
	case *expr.Verdict:
		return map[expr.VerdictKind]string{expr.VerdictDrop: "drop", expr.VerdictAccept: "accept"}[e.Kind]
	case *expr.Reject:
		if e.Type == unix.NFT_REJECT_TCP_RST {
			return "reject with tcp reset"
		}
		return "reject with icmp port-unreachable"
	case *expr.Queue, *expr.Target:
		return "queue to a program"
	case *expr.Dup:
		return "dup"
	case *expr.NAT:
		return "dnat to another port of 127.0.0.1"
	}
	return ""
}

// usualQueues are the default queueing disciplines of a link.
var usualQueues = []string{"noqueue", "pfifo_fast", "fq_codel", "mq", "fq", ""}

func showQueues() ([]Shown, error) {
	links, err := netlink.LinkList()
	if err != nil {
		return nil, fmt.Errorf("list links: %w", err)
	}
	var out []Shown
	for _, l := range links {
		queues, err := netlink.QdiscList(l)
		if err != nil {
			return nil, fmt.Errorf("list queues of %q: %w", l.Attrs().Name, err)
		}
		for _, q := range queues {
			if !slices.Contains(usualQueues, q.Type()) {
				out = append(out, Shown{Where: l.Attrs().Name, What: "qdisc " + q.Type()})
			}
		}
	}
	return out, nil
}
