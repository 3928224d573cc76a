package chaos

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// A Claim names a setting of the lab that a fault changes, such as "the CPU limit of shop-1". To revert the fault, the
// setting's original value must be known, so two faults in force must not change the same setting: the second would save
// the first one's value as the original.
type Claim struct {
	Setting string
	Shared  bool // compatible with other shared claims to the same setting
}

// claimer is a fault that changes settings. A fault that does not implement it adds something beside what exists, such as
// packet rules or sessions, and may be in force twice.
type claimer interface {
	Claims() []Claim
}

// claimsOf lists the settings that a fault changes.
func claimsOf(f Fault) []Claim {
	if c, ok := As[claimer](f); ok {
		return c.Claims()
	}
	return nil
}

// conflict returns the first setting that two faults can't both change.
func conflict(a, b []Claim) (setting string, ok bool) {
	for _, one := range a {
		if slices.ContainsFunc(b, func(other Claim) bool {
			return one.Setting == other.Setting && !(one.Shared && other.Shared)
		}) {
			return one.Setting, true
		}
	}
	return "", false
}

// Conflict returns the setting that two faults would both change if they were in force at the same time. Entries that cannot be
// decoded conflict with nothing.
func (x Index) Conflict(a, b Entry) (setting string, ok bool) {
	first, problems := x.Decode(a.Kind, a.On, a.Params)
	if len(problems) > 0 {
		return "", false
	}
	second, problems := x.Decode(b.Kind, b.On, b.Params)
	if len(problems) > 0 {
		return "", false
	}
	return conflict(claimsOf(first), claimsOf(second))
}

// Other is a fault that another run has in force on the same lab.
type Other struct {
	Entry
	Run    string
	Until  time.Time // zero if that is not known
	Secret bool      // the run is an on-call round, whose faults must stay secret
}

// Elsewhere knows the faults of other runs on the same lab.
type Elsewhere interface {
	// Lock prevents other processes from planning a fault on the lab until unlock is called, and lists the faults that other
	// runs have in force on it.
	Lock(ctx context.Context) (others []Other, unlock func(), err error)
}

// InForceError reports that a fault was refused because a fault in force changes the same setting. Nothing was touched.
type InForceError struct {
	Kind, On string // of the refused fault
	By       Other  // By.Run is "" for a fault of the same run
	Setting  string
}

func (e *InForceError) Error() string {
	if e.By.Secret {
		return fmt.Sprintf("fault %q on %q is refused: an on-call round uses this lab", e.Kind, e.On)
	}
	text := fmt.Sprintf("fault %q on %q is refused: fault %q on %q is in force already", e.Kind, e.On, e.By.Kind, e.By.On)
	if e.By.Run != "" {
		text += fmt.Sprintf(" (run %q", e.By.Run)
		if !e.By.Until.IsZero() {
			text += ", until " + e.By.Until.Local().Format(time.TimeOnly)
		}
		text += ")"
	}
	return text + ", and both change " + e.Setting
}

// Hint returns what to do next.
func (e *InForceError) Hint() string {
	switch {
	case e.By.Secret:
		return "end the round first, or use another lab"
	case e.By.Run == "":
		return "give the two faults times that do not overlap"
	}
	return "\"firedrill revert\" reverts that fault, or names the process that holds it"
}

// admit refuses a fault that changes a setting which a fault in force has changed. It returns a function that the caller must call
// when the fault is in the journal or was given up. Until then neither this injector nor another process admits a fault
// that claims anything.
func (r *Injector) admit(ctx context.Context, h *hold) (done func(), err error) {
	claims := claimsOf(h.fault)
	if len(claims) == 0 {
		return func() {}, nil
	}
	r.admission.Lock()
	var others []Other
	unlock := func() {}
	if r.setup.Elsewhere != nil {
		if others, unlock, err = r.setup.Elsewhere.Lock(ctx); err != nil {
			r.admission.Unlock()
			return nil, err
		}
	}
	done = func() { unlock(); r.admission.Unlock() }
	if by, setting, ok := r.blocking(claims, others); ok {
		done()
		return nil, &InForceError{Kind: h.Kind, On: h.On, By: by, Setting: setting}
	}
	return done, nil
}

// blocking finds a fault in force that claims one of the settings.
func (r *Injector) blocking(claims []Claim, others []Other) (by Other, setting string, ok bool) {
	for _, h := range r.acting() {
		if setting, ok := conflict(claims, claimsOf(h.fault)); ok {
			return Other{Entry: h.Entry}, setting, true
		}
	}
	for _, o := range others {
		if o.Secret {
			return o, "", true
		}
		f, problems := r.setup.Index.Decode(o.Kind, o.On, o.Params)
		if len(problems) > 0 {
			continue // from another version, with kinds that this one does not know
		}
		if setting, ok := conflict(claims, claimsOf(f)); ok {
			return o, setting, true
		}
	}
	return Other{}, "", false
}

// Exclusive returns an exclusive claim to one setting. A kind without claims may be in force twice on one target; the conformance suite
// tries that, in both orders of revert.
func Exclusive(format string, args ...any) []Claim {
	return []Claim{{Setting: fmt.Sprintf(format, args...)}}
}

// ContainerOf is the setting for a service's container as a whole: replacing it also removes what others changed in it.
func ContainerOf(service string) string { return fmt.Sprintf("the container of %q", service) }
