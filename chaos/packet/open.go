package packet

import (
	"errors"
	"fmt"
	"slices"
)

// Apply starts a damage with the first driver that works here, which is found by trying. The id names what is added to the
// kernel; the seed determines the decision on each packet.
func Apply(id string, s Spec, seed uint64) (Damage, error) {
	return applyWith(Drivers(), id, s, seed)
}

// ApplyBy does the same with the drivers of these names only, such as those whose Probe succeeded elsewhere.
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

// errTaken reports that a line is in use, by someone's queueing discipline or by another damage.
var errTaken = errors.New("left alone")

// noted is a damage whose reports mention what was left alone.
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

// noting adds what another driver left alone to the reports of a damage.
func noting(d Damage, tried []error) Damage {
	for _, err := range tried {
		if errors.Is(err, errTaken) {
			return noted{d, err.Error()}
		}
	}
	return d
}
