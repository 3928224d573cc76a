package signals

import (
	"slices"

	"firedrill/internal/record"
)

// Recovery says when the users were well again after the damage was taken back: by the last fix that was made by hand, or
// else by the last revert.
type Recovery struct {
	From    int64 // µs since the record's start
	ByHand  bool  // a fix began it, not a revert
	Watched int   // whole seconds under load after it
	Start   int   // seconds from there to the good run; -1 if there was none
	Run     int   // how many good seconds the run holds, at most GoodRun
	seconds []Second
}

// Confirmed says that the run was as long as it must be. A shorter run that lasted until the load ended is likely a
// recovery; how likely is for the grade to say.
func (r *Recovery) Confirmed() bool { return r.Run >= GoodRun }

// newRecovery finds where the recovery begins, nil if nothing was taken back.
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

// lastRevert returns when the last fault was taken back, false if none was.
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

// finish finds the first run of GoodRun good seconds, or else the run that lasts to the end of the load.
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
