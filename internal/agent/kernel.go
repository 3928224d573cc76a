package agent

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"firedrill/chaos"
	"firedrill/chaos/packet"
)

// KernelRequest asks whether a kernel capability is usable. Name is the capability without its domain.
type KernelRequest struct {
	Name string `json:"name"`
}

// trialPort is the port to which a trial redirects lookups. No lookups are made.
const trialPort = 1

// kernel tries a capability in the agent's network namespace. Nothing else may use that namespace.
func kernel(ctx context.Context, _ *Session, q KernelRequest) (struct{}, error) {
	name := "kernel:" + q.Name
	switch chaos.Need(name) {
	case chaos.NeedRules:
		return struct{}{}, tried(packet.Apply("trial", packet.Spec{Drop: true}, 0))
	case chaos.NeedNAT:
		err := tried(packet.Redirect("trial", trialPort))
		_, flushed := packet.FlushRedirected(trialPort)
		return struct{}{}, errors.Join(err, flushed)
	case chaos.NeedDestroy:
		return struct{}{}, tryReset(ctx)
	}
	for _, d := range packet.Drivers() {
		if d.Name() == q.Name {
			return struct{}{}, d.Probe()
		}
	}
	return struct{}{}, fmt.Errorf("firedrill has no way to damage packets by %q", q.Name)
}

func tried(d packet.Damage, err error) error {
	if err != nil {
		return err
	}
	return d.Remove()
}

// tryReset resets a connection of the agent with itself.
func tryReset(ctx context.Context) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	c, err := new(net.Dialer).DialContext(ctx, "tcp", l.Addr().String())
	if err != nil {
		return err
	}
	defer c.Close()
	at := l.Addr().(*net.TCPAddr).AddrPort()
	d, err := packet.Apply("trial", packet.Spec{ResetLive: true, Peers: []netip.Addr{at.Addr()}, PeerPorts: []uint16{at.Port()}}, 0)
	if err != nil {
		return err
	}
	r, err := d.Report()
	if err == nil && r.Reset == 0 {
		err = errors.New("no connection was ended")
	}
	return errors.Join(err, d.Remove())
}

// seenTwice counts duplicate TCP segments in this namespace: those it received and those that the peer reported.
func seenTwice() (uint64, error) {
	f, err := os.Open("/proc/net/netstat")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil // not Linux: nothing to read
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var names []string
	var sum uint64
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || words[0] != "TcpExt:" {
			continue
		}
		if names == nil {
			names = words
			continue
		}
		for i, n := range names {
			if i < len(words) && (n == "TCPDSACKRecv" || n == "TCPDSACKOldSent" || n == "TCPDSACKOfoSent") {
				count, _ := strconv.ParseUint(words[i], 10, 64) // the kernel writes numbers
				sum += count
			}
		}
	}
	return sum, lines.Err()
}
