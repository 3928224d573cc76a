package packet

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// The kernel translates the addresses of a flow by its connection tracking entry, not by the rule that created the entry. The
// entry of a lookup outlives its rule by 30 s or more, and each new lookup from the same source port renews it.

// lookupPort is the port of resolvers.
const lookupPort = 53

// flushTries bounds how often a dump of the table is restarted: the kernel ends a dump early when the table changes.
const flushTries = 5

// responderIP is the address of responders; Docker's own resolver has another loopback address.
var responderIP = net.IPv4(127, 0, 0, 1)

// FlushRedirected removes the connection tracking entries that direct lookups to a responder at that port. It is called after the
// removal of the redirect's rules, and before the responder stops answering. It returns how many there were.
func FlushRedirected(port uint16) (uint, error) {
	return flush(func(to uint16) bool { return to == port })
}

// FlushOrphaned removes the entries that direct lookups to responders of killed processes.
func FlushOrphaned() (uint, error) {
	text, err := os.Open(udpSockets)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer text.Close()
	open, err := udpPorts(text)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", udpSockets, err)
	}
	return flush(func(to uint16) bool { return !open[to] })
}

// udpSockets lists the UDP sockets of the namespace of the calling thread.
const udpSockets = "/proc/thread-self/net/udp"

// flush removes the entries of lookups that are redirected to a port of the given kind.
func flush(chosen func(port uint16) bool) (uint, error) {
	var total uint
	var err error
	for range flushTries {
		var n uint
		n, err = netlink.ConntrackDeleteFilters(netlink.ConntrackTable, unix.AF_INET, redirectedTo(chosen))
		total += n
		if !errors.Is(err, netlink.ErrDumpInterrupted) {
			break
		}
	}
	if err != nil {
		return total, kernelLacks("connection tracking", err)
	}
	return total, nil
}

// redirectedTo matches the entries of lookups whose address was translated to a responder's.
type redirectedTo func(port uint16) bool

// MatchConntrackFlow checks the source of the answers, to which the lookups are directed.
func (chosen redirectedTo) MatchConntrackFlow(f *netlink.ConntrackFlow) bool {
	return f.Forward.Protocol == unix.IPPROTO_UDP && f.Forward.DstPort == lookupPort &&
		f.Reverse.SrcIP.Equal(responderIP) && f.Reverse.SrcPort != lookupPort && chosen(f.Reverse.SrcPort)
}

// udpPorts reads the ports of the IPv4 sockets in a /proc/net/udp.
func udpPorts(text io.Reader) (map[uint16]bool, error) {
	ports := map[uint16]bool{}
	lines := bufio.NewScanner(text)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) < 2 {
			continue
		}
		_, hex, _ := strings.Cut(words[1], ":")
		if port, err := strconv.ParseUint(hex, 16, 16); err == nil { // the heading is no number
			ports[uint16(port)] = true
		}
	}
	return ports, lines.Err()
}
