package drill

import (
	"time"

	"firedrill/chaos"
)

// How a fault stands by its journal, as long as it was not seen to be gone.
const (
	StateInForce      = "in force"
	StateRevertFailed = "revert failed"
	StateReverted     = "reverted, not seen to be gone"
)

// standing is a fault of a journal that was not seen to be gone.
type standing struct {
	chaos.Entry
	State string
	Why   string // what the last revert or look for its absence said
	Since time.Time
	Until time.Time // when its process will revert it; zero if that is not known
}

// standings lists the faults that were planned and not seen to be gone, oldest first.
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

// follow takes in one line of the fault's journal.
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
