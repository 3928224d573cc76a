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

// The tree of a line that we hold: a root without a default, past which goes whatever names no class, one class as wide
// as can be said, and in it what does the damage. With no rule that sends packets into the class it does nothing: a
// process that is killed takes its rules with it, and what it leaves here is inert until the next one tidies up.
const (
	lineHandle = 0xf1d1 << 16 // of the root; by it a line is known to be ours
	lineClass  = lineHandle | 1
	leafHandle = 0xf1d2 << 16

	lineQueue = 10_000         // packets beside the class that may wait for the device
	lineRate  = math.MaxUint32 // bytes a second
	lineBurst = 10 << 20       // bytes
)

// leaf is a queueing discipline that does damage to what is sent into it.
type leaf struct {
	kind    string
	options []byte
}

// lines are the devices through which packets leave the namespace, and that were found free and taken.
type lines []netlink.Link

// linesOf lists the devices that a spec concerns: all that are up but loopback, or loopback where it is asked for by
// address. It fails where one of them is taken.
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

// free says what stands at a device's root, if it is anything but what the kernel puts there by itself.
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

// rootOf is what somebody put at a device's root; nil for nothing. What the kernel puts there has no handle.
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

// hold puts a tree with that leaf on each line, or on none.
func (all lines) hold(with leaf) error {
	for i, l := range all {
		if err := grow(l, with); err != nil {
			return errors.Join(err, all[:i].release(0))
		}
	}
	return nil
}

// grow puts the tree on one line, or nothing.
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

// addLeaf sends the message by hand: the library knows neither netem's distributions nor its bursts.
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

// drainPause is between two looks whether a leaf is empty.
const drainPause = 2 * time.Millisecond

// release takes the trees away. What waits in them goes with them, so they are given that long to send it; nothing new
// may be sent into them by then.
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

// look counts what went through the leaves, and says if one is gone.
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

// tidy releases the lines that a process of ours left behind when it was killed: those to which no table of ours leads.
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
