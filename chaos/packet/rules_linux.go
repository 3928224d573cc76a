package packet

import (
	"encoding/binary"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"github.com/google/nftables/xt"
	"golang.org/x/sys/unix"
)

// rule is one rule before it is added to a kernel: its conditions, then its action.
type rule struct {
	way   Direction
	exprs []expr.Any
}

// shareUnit is the resolution of a share that the kernel draws.
const shareUnit = 1_000_000

// steering is how packets are sent to where they are held.
type steering struct {
	queue expr.Any // sends a packet there; nil where there is no queue
	free  bool     // free packets on their way out of their socket first: see freed
	class uint32   // where packets on their way out are sent instead, of the line's queueing discipline; 0 for the queue
}

// rules are the rules of a spec for one address family. A packet meets at most one that ends its path; those that duplicate a
// packet come first.
func rules(s Spec, family nftables.TableFamily, steer steering) []rule {
	var first, then []rule
	for _, way := range s.ways() {
		for _, m := range matches(s, family, way) {
			lined := way == Out && steer.class != 0 // what is to be doubled is doubled there
			if s.Duplicate > 0 && !lined {
				first = append(first, rule{way, join(m, twice(s.Duplicate, family))})
			}
			if way == Out && steer.free && !lined {
				first = append(first, rule{way, join(m, freed(family, steer.queue))})
			}
			if lined {
				then = append(then, rule{way, join(m, append([]expr.Any{&expr.Counter{}}, classed(steer.class)...))})
			} else if end := ending(s, family, steer.queue); end != nil {
				then = append(then, rule{way, join(m, []expr.Any{&expr.Counter{}, end})})
			}
		}
	}
	return append(first, then...)
}

// freed replaces a packet by a copy before it is held. A socket counts the packets that it sent and that have not
// left the host, and sends only a few more (TCP small queues): held packets would slow the sender down far more than a long
// line does. A copy belongs to no socket. The queue drops the original, because a drop by a rule is reported to its sender. The
// copy comes by here too, marked, and goes on to the rules that hold it.
func freed(family nftables.TableFamily, queue expr.Any) []expr.Any {
	mark := func(n uint32) []expr.Any {
		return []expr.Any{
			&expr.Immediate{Register: 1, Data: binaryutil.NativeEndian.PutUint32(n)},
			&expr.Meta{Key: expr.MetaKeyMARK, Register: 1, SourceRegister: true},
		}
	}
	list := []expr.Any{
		&expr.Meta{Key: expr.MetaKeyMARK, Register: 1},
		&expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: binaryutil.NativeEndian.PutUint32(markCopy)},
	}
	list = join(list, mark(markCopy))
	list = append(list, address(family, Out, 1), &expr.Dup{RegAddr: 1})
	return append(join(list, mark(markShell)), queue)
}

// classed sends a packet into a class of the line's queueing discipline, which checks the packet's priority before its
// filters.
func classed(class uint32) []expr.Any {
	return []expr.Any{
		&expr.Immediate{Register: 1, Data: binaryutil.NativeEndian.PutUint32(class)},
		&expr.Meta{Key: expr.MetaKeyPRIORITY, Register: 1, SourceRegister: true},
	}
}

// ending is the verdict on a matching packet; nil if it goes on.
func ending(s Spec, family nftables.TableFamily, steer expr.Any) expr.Any {
	switch {
	case s.Drop:
		return &expr.Verdict{Kind: expr.VerdictDrop}
	case s.Reject == "rst":
		return &expr.Reject{Type: unix.NFT_REJECT_TCP_RST}
	case s.Reject == "icmp" && family == nftables.TableFamilyIPv6:
		return &expr.Reject{Type: unix.NFT_REJECT_ICMP_UNREACH, Code: 4} // port unreachable
	case s.Reject == "icmp":
		return &expr.Reject{Type: unix.NFT_REJECT_ICMP_UNREACH, Code: 3} // port unreachable
	case s.shapes():
		return steer
	}
	return nil
}

// twice sends a copy of a share of the packets to their destination.
func twice(share float64, family nftables.TableFamily) []expr.Any {
	return []expr.Any{
		&expr.Numgen{Register: 1, Modulus: shareUnit, Type: unix.NFT_NG_RANDOM},
		// A comparison is byte by byte, from the first; the kernel's random number is in the host's order.
		&expr.Byteorder{SourceRegister: 1, DestRegister: 1, Op: expr.ByteorderHton, Len: 4, Size: 4},
		&expr.Cmp{Op: expr.CmpOpLt, Register: 1, Data: binaryutil.BigEndian.PutUint32(uint32(share * shareUnit))},
		&expr.Counter{},
		address(family, Out, 1),
		&expr.Dup{RegAddr: 1},
	}
}

// steers are the ways to send a packet to a queue, best first. All let packets through while nobody serves the
// queue. A duplicated packet cannot be freed as well: the kernel copies no copy.
func steers(s Spec, number uint16) []steering {
	info := binary.NativeEndian.AppendUint16(nil, number)
	info = binary.NativeEndian.AppendUint16(info, 1) // one queue
	info = binary.NativeEndian.AppendUint16(info, 1) // NFQ_FLAG_BYPASS
	info = append(info, 0, 0)                        // to the alignment that the kernel counts with
	old := xt.Unknown(info)
	native := &expr.Queue{Num: number, Total: 1, Flag: expr.QueueFlagBypass}
	compat := &expr.Target{Name: "NFQUEUE", Rev: 3, Info: &old}
	plain := []steering{{queue: native}, {queue: compat}}
	if s.Duplicate > 0 || s.Delay == 0 && s.Jitter == 0 && s.Rate == 0 {
		return plain
	}
	return append([]steering{{queue: native, free: true}, {queue: compat, free: true}}, plain...)
}
