package packet

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
)

// NFQueue damages packets in user space: rules send matching packets to a queue, and a schedule decides on each. It requires
// nothing of the kernel but netfilter. Drops and rejections need no queue; rules do them.
type NFQueue struct{}

// Name is the driver's name in reports.
func (NFQueue) Name() string { return "nfqueue" }

// Can accepts any spec.
func (NFQueue) Can(s Spec) error { return s.Validate() }

// Probe adds a queue rule to the namespace and removes it again.
func (d NFQueue) Probe() error {
	damage, err := d.Apply("probe-"+strconv.Itoa(os.Getpid()), Spec{Direction: Out, Delay: 1}, 0)
	if err != nil {
		return err
	}
	return damage.Remove()
}

// Apply starts the damage.
func (d NFQueue) Apply(id string, s Spec, seed uint64) (Damage, error) {
	name, err := tableName(id)
	if err != nil {
		return nil, err
	}
	if err := s.Validate(); err != nil {
		return nil, err
	}
	damage, err := steered(d.Name(), name, s, seed, 0)
	if err != nil {
		return nil, err
	}
	return damage.withReset(s)
}

// steered adds the rules of a spec to the kernel, and a queue if they need one. With a class, outgoing packets are sent into that
// class.
func steered(driver, name string, s Spec, seed uint64, class uint32) (*queueDamage, error) {
	damage := &queueDamage{driver: driver}
	choices := []steering{{class: class}}
	var err error
	if s.shapes() && (class == 0 || slices.Contains(s.ways(), In)) {
		if damage.queue, err = openQueue(s, seed); err != nil {
			return nil, err
		}
		choices = steers(s, damage.queue.number)
	}
	var tried []error
	for _, steer := range choices {
		steer.class = class
		if damage.rules, err = install(name, s, steer); err == nil {
			return damage, nil
		}
		tried = append(tried, err)
		if !errors.Is(err, ErrKernel) {
			break
		}
	}
	if damage.queue != nil {
		tried = append(tried, damage.queue.close())
	}
	return nil, errors.Join(tried...)
}

var errRemoved = errors.New("the damage was removed")

// queueDamage is a set of rules, and a queue if packets have to be held.
type queueDamage struct {
	driver string

	mu    sync.Mutex
	rules *ruleset // nil when removed
	queue *queue
	reset uint64
}

// withReset ends the open connections once the rules are in place, so that new ones meet the rules.
func (d *queueDamage) withReset(s Spec) (Damage, error) {
	if !s.ResetLive {
		return d, nil
	}
	n, err := resetLive(s)
	d.reset = uint64(n)
	if err != nil {
		return nil, errors.Join(err, d.Remove())
	}
	return d, nil
}

// Report reads the rules and the queue.
func (d *queueDamage) Report() (Report, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := Report{Driver: d.driver}
	if d.rules == nil {
		return r, errRemoved
	}
	var err error
	if r.Rules, r.Matched, err = d.rules.look(); err != nil {
		return r, err
	}
	if d.queue != nil {
		r.Stats, err = d.queue.look()
	}
	r.Reset = d.reset
	if err != nil {
		return r, fmt.Errorf("the queue ended: %w", err)
	}
	return r, nil
}

// Remove removes the rules first, so that no new packet arrives at a queue that is about to close, then releases the held
// packets, then removes the rest.
func (d *queueDamage) Remove() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.rules == nil {
		return nil
	}
	err := d.rules.empty()
	if d.queue != nil {
		err = errors.Join(err, d.queue.close())
	}
	err = errors.Join(err, d.rules.remove())
	d.rules = nil
	return err
}
