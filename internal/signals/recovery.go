package signals

import (
	"slices"

	"firedrill/internal/record"
)

// Recovery reports when users recovered after the damage was reverted: after the last manual fix or, without one, after
// the last revert.
type Recovery struct {
	From    int64 // µs since the record's start
	ByHand  bool  // it began with a fix, not with a revert
	Watched int   // whole seconds under load after From
	Start   int   // seconds from From to the good run; -1 if there was none
	Run     int   // number of good seconds of the run, at most GoodRun
	seconds []Second
}

// Confirmed reports that the run was long enough. A shorter run up to the end of the load is probably a recovery;
// package grade estimates how likely.
func (r *Recovery) Confirmed() bool { return r.Run >= GoodRun }

// newRecovery finds the start of the recovery. It returns nil if nothing was reverted or fixed.
func newRecovery(faults []Fault, events []record.Event) *Recovery {
	for _, e := range slices.Backward(events) {
		if e.Act != nil && e.Act.Why == record.ActFix {
			return &Recovery{From: e.At, ByHand: true}
		}
	}
	if at, ok := lastRevert(faults); ok {
		return &Recovery{From: at}
	}
	return nil
}

// lastRevert returns the time of the last revert, false if there was none.
func lastRevert(faults []Fault) (int64, bool) {
	var at int64
	found := false
	for _, f := range faults {
		if f.Reverted != record.Absent && (!found || f.Reverted > at) {
			at, found = f.Reverted, true
		}
	}
	return at, found
}

func (r *Recovery) add(q *request) {
	if q.Due < r.From {
		return
	}
	i := int((q.Due - r.From) / second)
	for len(r.seconds) <= i {
		r.seconds = append(r.seconds, Second{})
	}
	r.seconds[i].count(q)
}

// finish finds the first run of GoodRun good seconds, or else the run that lasts until the end of the load.
func (r *Recovery) finish(end int64) {
	r.Watched = int(max(0, end-r.From) / second)
	r.Start = -1
	run := 0
	for i := range r.Watched {
		if i >= len(r.seconds) || !r.seconds[i].Good() {
			run = 0
			continue
		}
		if run++; run == GoodRun {
			r.Start, r.Run = i-GoodRun+1, run
			return
		}
	}
	if run > 0 {
		r.Start, r.Run = r.Watched-run, run
	}
}
