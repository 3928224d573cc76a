package packet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// established is the kernel's number for the state of an open TCP connection.
const established = 1

// resetLive ends the connections that a spec selects: the peer gets a reset, the process an error. It requires a kernel with
// INET_DIAG_DESTROY.
func resetLive(s Spec) (int, error) {
	count := 0
	for _, family := range []uint8{unix.AF_INET, unix.AF_INET6} {
		sockets, err := netlink.SocketDiagTCP(family)
		if err != nil {
			return count, fmt.Errorf("list connections: %w", err)
		}
		for _, sock := range sockets {
			if sock.State != established || !chosen(s, sock.ID) {
				continue
			}
			if err := destroy(family, sock.ID); err != nil {
				if errors.Is(err, unix.ENOENT) {
					continue // it ended by itself
				}
				return count, fmt.Errorf("reset a connection: %w", kernelLacks("INET_DIAG_DESTROY", err))
			}
			count++
		}
	}
	return count, nil
}

// chosen reports whether a spec selects a connection.
func chosen(s Spec, id netlink.SocketID) bool {
	far, ok := netip.AddrFromSlice(id.Destination)
	if !ok {
		return false
	}
	far = far.Unmap()
	if len(s.Peers) == 0 && far.IsLoopback() {
		return false
	}
	return (len(s.Peers) == 0 || slices.ContainsFunc(s.Peers, func(p netip.Addr) bool { return p.Unmap() == far })) &&
		(len(s.PeerPorts) == 0 || slices.Contains(s.PeerPorts, id.DestinationPort)) &&
		(len(s.LocalPorts) == 0 || slices.Contains(s.LocalPorts, id.SourcePort)) &&
		(s.Proto == "" || s.Proto == "tcp")
}

// destroy ends one connection.
func destroy(family uint8, id netlink.SocketID) error {
	req := nl.NewNetlinkRequest(nl.SOCK_DESTROY, unix.NLM_F_ACK)
	req.AddData(diagRequest{family, id})
	_, err := req.Execute(unix.NETLINK_INET_DIAG, 0)
	return err
}

// diagRequest is struct inet_diag_req_v2 with one socket's ends; the library writes only IPv4's.
type diagRequest struct {
	family uint8
	id     netlink.SocketID
}

func (r diagRequest) Len() int { return 56 }

func (r diagRequest) Serialize() []byte {
	b := make([]byte, r.Len())
	b[0], b[1] = r.family, unix.IPPROTO_TCP
	binary.NativeEndian.PutUint32(b[4:], 1<<established)
	binary.BigEndian.PutUint16(b[8:], r.id.SourcePort)
	binary.BigEndian.PutUint16(b[10:], r.id.DestinationPort)
	source, destination := r.id.Source.To16(), r.id.Destination.To16()
	if r.family == unix.AF_INET {
		source, destination = r.id.Source.To4(), r.id.Destination.To4()
	}
	copy(b[12:28], source)
	copy(b[28:44], destination)
	binary.NativeEndian.PutUint32(b[44:], r.id.Interface)
	binary.NativeEndian.PutUint32(b[48:], r.id.Cookie[0])
	binary.NativeEndian.PutUint32(b[52:], r.id.Cookie[1])
	return b
}
