package packet

import (
	"errors"
	"fmt"
	"slices"
)

// Apply begins a damage with the first driver that can do it here: whether it can is tried, never guessed. The id names
// what is put into the kernel; the seed decides what becomes of which packet.
func Apply(id string, s Spec, seed uint64) (Damage, error) {
	return applyWith(Drivers(), id, s, seed)
}

// ApplyBy does so with none but the drivers of these names, such as those whose Probe succeeded elsewhere.
func ApplyBy(names []string, id string, s Spec, seed uint64) (Damage, error) {
	return applyWith(slices.DeleteFunc(Drivers(), func(d Driver) bool { return !slices.Contains(names, d.Name()) }), id, s, seed)
}

func applyWith(drivers []Driver, id string, s Spec, seed uint64) (Damage, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	var tried []error
	for _, d := range drivers {
		if err := d.Can(s); err != nil {
			tried = append(tried, fmt.Errorf("%s: %w", d.Name(), err))
			continue
		}
		damage, err := d.Apply(id, s, seed)
		if err == nil {
			return noting(damage, tried), nil
		}
		tried = append(tried, fmt.Errorf("%s: %w", d.Name(), err))
		if !errors.Is(err, ErrKernel) && !errors.Is(err, errTaken) {
			break // another driver would meet the same
		}
	}
	return nil, errors.Join(append([]error{errors.New("packets can't be damaged here")}, tried...)...)
}

// errTaken says that a place is taken, by someone's queueing discipline or by another damage.
var errTaken = errors.New("left alone")

// noted is a damage whose reports say what was left alone for it.
type noted struct {
	Damage
	note string
}

// Report adds the note.
func (n noted) Report() (Report, error) {
	r, err := n.Damage.Report()
	r.Note = n.note
	return r, err
}

// noting has a damage tell of what another driver left alone.
func noting(d Damage, tried []error) Damage {
	for _, err := range tried {
		if errors.Is(err, errTaken) {
			return noted{d, err.Error()}
		}
	}
	return d
}
