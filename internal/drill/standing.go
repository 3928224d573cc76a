package drill

import (
	"time"

	"firedrill/chaos"
)

// States of a fault that has not been confirmed gone.
const (
	StateInForce      = "in force"
	StateRevertFailed = "revert failed"
	StateReverted     = "reverted, not seen to be gone"
)

// standing is the state of a fault that has not been confirmed gone, from its journal.
type standing struct {
	chaos.Entry
	State string
	Why   string // result of the last revert or check for its absence
	Since time.Time
	Until time.Time // when its process will revert it; zero: unknown
}

// standings lists the faults that were planned and not confirmed gone, oldest first.
func (j *Journal) standings() []standing {
	owner, _ := j.Owner()
	open := j.Open()
	out := make([]standing, len(open))
	for i, e := range open {
		out[i] = standing{Entry: e, State: StateInForce}
		for _, l := range j.lines() {
			if l.ID == e.ID {
				out[i].follow(l, owner.For)
			}
		}
	}
	return out
}

// follow applies one journal line of the fault.
func (s *standing) follow(l line, hold time.Duration) {
	switch {
	case l.Did == didPlan:
		s.Since = l.At
	case l.Did == didProve && hold > 0:
		s.Until = l.At.Add(hold)
	case l.Did == didRevert && l.Error != "":
		s.State, s.Why = StateRevertFailed, l.Error
	case l.Did == didRevert:
		s.State = StateReverted
	case l.Did == didLook && s.State == StateReverted:
		s.Why = l.Saw
	}
}
