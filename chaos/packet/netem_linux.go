package packet

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"time"
)

// Netem damages outgoing packets with the kernel's network emulator. Incoming packets are left to the queue. nftables rules select
// the packets for both, and the damage ends with the rules.
type Netem struct{}

// Name is the driver's name in reports.
func (Netem) Name() string { return "netem" }

// Can accepts damage to outgoing packets.
func (Netem) Can(s Spec) error {
	switch {
	case s.Validate() != nil:
		return s.Validate()
	case !s.shapes():
		return errors.New("rules do that alone")
	case !slices.Contains(s.ways(), Out):
		return errors.New("it sees only what goes out")
	case s.ResetLive:
		return errors.New("it ends no connections")
	}
	return nil
}

// netemTrial is the delay of the test packet.
const netemTrial = 20 * time.Millisecond

// Probe delays a packet that the namespace sends to itself, and measures the delay: a driver that accepts its configuration
// and does nothing does not count.
func (d Netem) Probe() error {
	return d.probeWith(leaf{"netem", netemOptions(Spec{Delay: netemTrial}, 0)})
}

func (d Netem) probeWith(with leaf) error {
	home := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	damage, err := d.applyWith("probe-"+strconv.Itoa(os.Getpid()), Spec{Direction: Out, Peers: []netip.Addr{home}, Proto: "udp", Delay: netemTrial}, 0, with)
	if err != nil {
		return err
	}
	took, err := toSelf()
	if err == nil && took < netemTrial {
		err = fmt.Errorf("a packet that was to be held %s took %s", netemTrial, took)
	}
	return errors.Join(err, damage.Remove())
}

// toSelf measures how long a datagram takes through loopback.
func toSelf() (time.Duration, error) {
	sink, err := new(net.ListenConfig).ListenPacket(context.Background(), "udp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer sink.Close()
	sent := time.Now()
	if _, err := sink.WriteTo([]byte("to self"), sink.LocalAddr()); err != nil {
		return 0, err
	}
	if err := sink.SetReadDeadline(sent.Add(time.Second)); err != nil {
		return 0, err
	}
	_, _, err = sink.ReadFrom(make([]byte, 16))
	return time.Since(sent), err
}

// Apply starts the damage. A line that someone else uses is left alone, and the error says so.
func (d Netem) Apply(id string, s Spec, seed uint64) (Damage, error) {
	if err := d.Can(s); err != nil {
		return nil, err
	}
	return d.applyWith(id, s, seed, leaf{"netem", netemOptions(s, seed)})
}

// applyWith does the same with any queueing discipline in place of netem.
func (d Netem) applyWith(id string, s Spec, seed uint64, with leaf) (Damage, error) {
	name, err := tableName(id)
	if err != nil {
		return nil, err
	}
	if err := tidy(); err != nil {
		return nil, err
	}
	damage := &lineDamage{drain: min(s.Delay+4*s.Jitter, longestDrain)}
	if damage.lines, err = linesOf(s); err != nil {
		return nil, err
	}
	if err := damage.lines.hold(with); err != nil {
		return nil, err
	}
	// Netem duplicates outgoing packets; rules duplicate incoming ones.
	if damage.rest, err = steered(d.Name(), name, s, seed, lineClass); err != nil {
		return nil, errors.Join(err, damage.lines.release(0))
	}
	return damage, nil
}

// longestDrain bounds how long a removal waits for held packets.
const longestDrain = 2 * time.Second

// lineDamage is a set of rules and the lines into which they send packets.
type lineDamage struct {
	rest  *queueDamage
	lines lines
	drain time.Duration
}

// Report adds the counters of the lines to those of the queue.
func (d *lineDamage) Report() (Report, error) {
	r, err := d.rest.Report()
	if err != nil {
		return r, err
	}
	s, err := d.lines.look()
	r.Seen += s.Seen
	r.Lost += s.Lost
	return r, err
}

// Remove removes the rules first, then gives the lines time to send what they hold.
func (d *lineDamage) Remove() error {
	return errors.Join(d.rest.Remove(), d.lines.release(d.drain))
}
