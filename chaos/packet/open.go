package packet

import (
	"errors"
	"fmt"
)

// Apply begins a damage with the first driver that can do it here: whether it can is tried, never guessed. The id names
// what is put into the kernel; the seed decides what becomes of which packet.
func Apply(id string, s Spec, seed uint64) (Damage, error) {
	return applyWith(Drivers(), id, s, seed)
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
			return damage, nil
		}
		tried = append(tried, fmt.Errorf("%s: %w", d.Name(), err))
		if !errors.Is(err, ErrKernel) {
			break // another driver would meet the same
		}
	}
	return nil, errors.Join(append([]error{errors.New("packets can't be damaged here")}, tried...)...)
}
