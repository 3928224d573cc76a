package packet

import (
	"errors"
	"fmt"
	"math"
	"net"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// The tree of queueing disciplines on a line that we use: a root without a default class, so that unclassified packets bypass it; one
// class of maximum rate; and in it the discipline that does the damage. Without a rule that sends packets into the class it does nothing.
// The rules of a process that is killed are removed with it, so what it leaves has no effect until the next process removes it.
const (
	lineHandle = 0xf1d1 << 16 // of the root; by it a line is known to be ours
	lineClass  = lineHandle | 1
	leafHandle = 0xf1d2 << 16

	lineQueue = 10_000         // packets beside the class that may wait for the device
	lineRate  = math.MaxUint32 // bytes a second
	lineBurst = 10 << 20       // bytes
)

// leaf is a queueing discipline that damages the packets that are sent into it.
type leaf struct {
	kind    string
	options []byte
}

// lines are the devices through which packets leave the namespace, and that are ours.
type lines []netlink.Link

// linesOf lists the devices that a spec concerns: all that are up except loopback, or loopback if it is asked for by
// address. It fails if one of them is in use.
func linesOf(s Spec) (lines, error) {
	all, err := netlink.LinkList()
	if err != nil {
		return nil, fmt.Errorf("list devices: %w", err)
	}
	inside := notLoopback(s, Out) == nil
	var found lines
	for _, l := range all {
		flags := l.Attrs().Flags
		if loop := flags&net.FlagLoopback != 0; flags&net.FlagUp == 0 || loop != inside {
			continue
		}
		if err := free(l); err != nil {
			return nil, err
		}
		found = append(found, l)
	}
	return found, nil
}

// free returns an error if something other than the kernel's default is at a device's root.
func free(l netlink.Link) error {
	root, err := rootOf(l)
	switch {
	case err != nil || root == nil:
		return err
	case root.Attrs().Handle == lineHandle:
		return fmt.Errorf("%q serves another damage: %w", l.Attrs().Name, errTaken)
	}
	return fmt.Errorf("%q has someone's queueing discipline %q (%s): %w", l.Attrs().Name, root.Type(), netlink.HandleStr(root.Attrs().Handle), errTaken)
}

// rootOf returns what was configured at a device's root; nil for nothing. The kernel's default has no handle.
func rootOf(l netlink.Link) (netlink.Qdisc, error) {
	all, err := netlink.QdiscList(l)
	if err != nil {
		return nil, fmt.Errorf("look at %q: %w", l.Attrs().Name, err)
	}
	for _, q := range all {
		if q.Attrs().Parent == netlink.HANDLE_ROOT && q.Attrs().Handle != 0 {
			return q, nil
		}
	}
	return nil, nil
}

// hold adds a tree with that leaf to each line, or to none.
func (all lines) hold(with leaf) error {
	for i, l := range all {
		if err := grow(l, with); err != nil {
			return errors.Join(err, all[:i].release(0))
		}
	}
	return nil
}

// grow adds the tree to one line, or nothing.
func grow(l netlink.Link, with leaf) error {
	at := netlink.QdiscAttrs{LinkIndex: l.Attrs().Index, Handle: lineHandle, Parent: netlink.HANDLE_ROOT}
	root, beside := netlink.NewHtb(at), uint32(lineQueue)
	root.DirectQlen = &beside
	if err := netlink.QdiscAdd(root); err != nil {
		return kernelLacks("htb", err)
	}
	err := kernelLacksAny("htb class", netlink.ClassAdd(netlink.NewHtbClass(
		netlink.ClassAttrs{LinkIndex: at.LinkIndex, Handle: lineClass, Parent: lineHandle},
		netlink.HtbClassAttrs{Rate: lineRate * 8, Buffer: lineBurst, Cbuffer: lineBurst})))
	if err == nil {
		err = kernelLacksAny(with.kind, addLeaf(at.LinkIndex, with))
	}
	if err != nil {
		return errors.Join(err, netlink.QdiscDel(root))
	}
	return nil
}

// addLeaf builds the message itself: the library supports neither netem's distributions nor its bursts.
func addLeaf(index int, with leaf) error {
	req := nl.NewNetlinkRequest(unix.RTM_NEWQDISC, unix.NLM_F_CREATE|unix.NLM_F_EXCL|unix.NLM_F_ACK)
	req.AddData(&nl.TcMsg{Family: nl.FAMILY_ALL, Ifindex: int32(index), Handle: leafHandle, Parent: lineClass})
	req.AddData(nl.NewRtAttr(nl.TCA_KIND, nl.ZeroTerminated(with.kind)))
	req.AddData(nl.NewRtAttr(nl.TCA_OPTIONS, with.options))
	_, err := req.Execute(unix.NETLINK_ROUTE, 0)
	return err
}

func kernelLacksAny(what string, err error) error {
	if err == nil {
		return nil
	}
	return kernelLacks(what, err)
}

// drainPause is the interval at which a leaf is checked until it is empty.
const drainPause = 2 * time.Millisecond

// release removes the trees. Packets in them would be lost, so it first waits, up to that long, until they are sent. No new
// packets may be sent into them by then.
func (all lines) release(wait time.Duration) error {
	until := time.Now().Add(wait)
	for time.Now().Before(until) && all.waiting() > 0 {
		time.Sleep(drainPause)
	}
	var errs []error
	for _, l := range all {
		root, err := rootOf(l)
		if err == nil && root != nil && root.Attrs().Handle == lineHandle {
			err = netlink.QdiscDel(root)
		}
		if err != nil && !errors.Is(err, unix.ENODEV) {
			errs = append(errs, fmt.Errorf("release %q: %w", l.Attrs().Name, err))
		}
	}
	return errors.Join(errs...)
}

// waiting counts the packets in the leaves.
func (all lines) waiting() (packets uint32) {
	for _, l := range all {
		if n, err := leafOf(l); err == nil && n.Statistics != nil && n.Statistics.Queue != nil {
			packets += n.Statistics.Queue.Qlen
		}
	}
	return packets
}

// leafOf finds the leaf on a line.
func leafOf(l netlink.Link) (*netlink.QdiscAttrs, error) {
	all, err := netlink.QdiscList(l)
	if err != nil {
		return nil, fmt.Errorf("look at %q: %w", l.Attrs().Name, err)
	}
	for _, q := range all {
		if q.Attrs().Handle == leafHandle && q.Attrs().Parent == lineClass {
			return q.Attrs(), nil
		}
	}
	return nil, fmt.Errorf("the queueing discipline on %q is gone", l.Attrs().Name)
}

// look counts the packets that went through the leaves, and fails if one is gone.
func (all lines) look() (s Stats, err error) {
	for _, l := range all {
		at, err := leafOf(l)
		if err != nil {
			return s, err
		}
		if st := at.Statistics; st != nil && st.Basic != nil && st.Queue != nil {
			s.Seen += uint64(st.Basic.Packets) + uint64(st.Queue.Qlen) + uint64(st.Queue.Drops)
			s.Lost += uint64(st.Queue.Drops)
		}
	}
	return s, nil
}

// tidy releases the lines that a killed process of ours left behind: those to which no table of ours directs packets.
func tidy() error {
	_, tables, err := ours()
	if err != nil || len(tables) > 0 {
		return err
	}
	all, err := netlink.LinkList()
	if err != nil {
		return fmt.Errorf("list devices: %w", err)
	}
	return lines(all).release(0)
}
