package signals

import "firedrill/internal/record"

// Recovery says when the users were well again after the last fault was reverted.
type Recovery struct {
	Reverted int64 // µs since the record's start
	Watched  int   // whole seconds under load after it
	Start    int   // seconds from the revert to the good run; -1 if there was none
	Run      int   // how many good seconds the run holds, at most GoodRun
	seconds  []Second
}

// Confirmed says that the run was as long as it must be. A shorter run that lasted until the load ended is likely a
// recovery; how likely is for the grade to say.
func (r *Recovery) Confirmed() bool { return r.Run >= GoodRun }

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
	if q.Due < r.Reverted {
		return
	}
	i := int((q.Due - r.Reverted) / second)
	for len(r.seconds) <= i {
		r.seconds = append(r.seconds, Second{})
	}
	r.seconds[i].add(q)
}

// finish finds the first run of GoodRun good seconds, or else the run that lasts to the end of the load.
func (r *Recovery) finish(end int64) {
	r.Watched = int(max(0, end-r.Reverted) / second)
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
