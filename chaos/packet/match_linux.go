package packet

import (
	"net/netip"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"
)

// matches lists the conditions of a spec in one direction, one list for each combination of peer and ports.
func matches(s Spec, family nftables.TableFamily, way Direction) [][]expr.Any {
	lists := [][]expr.Any{join(notLoopback(s, way), protocol(s, family))}
	var peers, remote, local [][]expr.Any
	for _, p := range s.Peers {
		if (p.Unmap().Is4()) == (family == nftables.TableFamilyIPv4) {
			a := p.Unmap().AsSlice()
			peers = append(peers, []expr.Any{address(family, way, 1), &expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: a}})
		}
	}
	if len(s.Peers) > 0 && len(peers) == 0 {
		return nil // none of this family
	}
	far, near := uint32(2), uint32(0) // where the ports of a packet on its way out stand
	if way == In {
		far, near = near, far
	}
	for _, p := range s.PeerPorts {
		remote = append(remote, port(far, p))
	}
	for _, p := range s.LocalPorts {
		local = append(local, port(near, p))
	}
	for _, alternatives := range [][][]expr.Any{peers, remote, local} {
		lists = combine(lists, alternatives)
	}
	return lists
}

// combine adds each of the alternatives to each of the lists. Without alternatives the lists stay.
func combine(lists, alternatives [][]expr.Any) [][]expr.Any {
	if len(alternatives) == 0 {
		return lists
	}
	var all [][]expr.Any
	for _, l := range lists {
		for _, a := range alternatives {
			all = append(all, join(l, a))
		}
	}
	return all
}

func join(a, b []expr.Any) []expr.Any { return append(append([]expr.Any(nil), a...), b...) }

// notLoopback excludes traffic within the namespace, such as lookups at its resolver, unless it is asked for by address.
func notLoopback(s Spec, way Direction) []expr.Any {
	for _, p := range s.Peers {
		if p.IsLoopback() {
			return nil
		}
	}
	key := expr.MetaKeyOIFNAME
	if way == In {
		key = expr.MetaKeyIIFNAME
	}
	name := make([]byte, unix.IFNAMSIZ)
	copy(name, "lo")
	return []expr.Any{&expr.Meta{Key: key, Register: 1}, &expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: name}}
}

// protocol matches a transport protocol. Ports without one mean TCP, and so does a rejection by reset.
func protocol(s Spec, family nftables.TableFamily) []expr.Any {
	number, known := map[string]byte{"tcp": unix.IPPROTO_TCP, "udp": unix.IPPROTO_UDP, "icmp": unix.IPPROTO_ICMP}[s.Proto]
	if s.Proto == "icmp" && family == nftables.TableFamilyIPv6 {
		number = unix.IPPROTO_ICMPV6
	}
	if !known && len(s.PeerPorts)+len(s.LocalPorts) == 0 && s.Reject != "rst" {
		return nil
	}
	if !known {
		number = unix.IPPROTO_TCP
	}
	return []expr.Any{&expr.Meta{Key: expr.MetaKeyL4PROTO, Register: 1}, &expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: []byte{number}}}
}

// address loads the peer's address of a packet.
func address(family nftables.TableFamily, way Direction, register uint32) expr.Any {
	offset, length := uint32(16), uint32(4)
	if family == nftables.TableFamilyIPv6 {
		offset, length = 24, 16
	}
	if way == In {
		offset -= length
	}
	return &expr.Payload{DestRegister: register, Base: expr.PayloadBaseNetworkHeader, Offset: offset, Len: length}
}

func port(offset uint32, number uint16) []expr.Any {
	return []expr.Any{
		&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseTransportHeader, Offset: offset, Len: 2},
		&expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: binaryutil.BigEndian.PutUint16(number)},
	}
}

// families lists the address families that a spec concerns.
func families(s Spec) []nftables.TableFamily {
	var four, six bool
	for _, p := range s.Peers {
		four = four || p.Unmap().Is4()
		six = six || is6(p)
	}
	switch {
	case four && !six:
		return []nftables.TableFamily{nftables.TableFamilyIPv4}
	case six && !four:
		return []nftables.TableFamily{nftables.TableFamilyIPv6}
	}
	return []nftables.TableFamily{nftables.TableFamilyIPv4, nftables.TableFamilyIPv6}
}

func is6(p netip.Addr) bool { return p.Unmap().Is6() }
