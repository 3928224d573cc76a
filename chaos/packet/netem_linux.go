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

// Netem has the kernel's network emulator damage packets on their way out. It sees nothing that comes in, which stays
// with the queue. The rules decide which packets it gets, as they do for the queue, and with the rules ends what it does.
type Netem struct{}

// Name is how reports call the driver.
func (Netem) Name() string { return "netem" }

// Can says that it holds packets on their way out.
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

// netemTrial is how long the packet of a trial is held.
const netemTrial = 20 * time.Millisecond

// Probe delays what the namespace sends to itself, and looks whether that is felt: a driver that can be programmed and
// does nothing is none.
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

// toSelf is how long a datagram takes through loopback.
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

// Apply begins the damage. A line that is someone's is left alone, and the error says so.
func (d Netem) Apply(id string, s Spec, seed uint64) (Damage, error) {
	if err := d.Can(s); err != nil {
		return nil, err
	}
	return d.applyWith(id, s, seed, leaf{"netem", netemOptions(s, seed)})
}

// applyWith does so with any queueing discipline in netem's place.
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
	// What is doubled on its way out netem doubles; on its way in rules do.
	if damage.rest, err = steered(d.Name(), name, s, seed, lineClass); err != nil {
		return nil, errors.Join(err, damage.lines.release(0))
	}
	return damage, nil
}

// longestDrain bounds how long a removal waits for what is held.
const longestDrain = 2 * time.Second

// lineDamage is rules, and the lines that they send packets into.
type lineDamage struct {
	rest  *queueDamage
	lines lines
	drain time.Duration
}

// Report adds what the lines did to what the queue did.
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

// Remove takes the rules out first, then gives the lines time to send what they hold.
func (d *lineDamage) Remove() error {
	return errors.Join(d.rest.Remove(), d.lines.release(d.drain))
}
