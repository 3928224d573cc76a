package signals

import "firedrill/internal/record"

// Tier is one burn-rate alert. It fires when bad requests, over both its long and its short window, use up the error
// budget at least Rate times as fast as it is granted. The rates and windows are those of the Site Reliability
// Workbook, chapter 5 ("multiwindow, multi-burn-rate alerts"): 14.4 over 1 h and 5 min, 6 over 6 h and 30 min, scaled
// so that one second of a drill stands for five minutes.
type Tier struct {
	Name        string
	Rate        float64
	Long, Short int // seconds
}

// Tiers lists the alerts, the faster one first.
var Tiers = []Tier{{"fast", 14.4, 12, 1}, {"slow", 6, 72, 6}}

// Budget is the error budget: the allowed fraction of bad requests of a 99.9 % service level.
const Budget = 0.001

// Detection reports when an alert would have fired after the first injection.
type Detection struct {
	Injected int64  // µs since the record's start; record.Absent if nothing was injected
	Quiet    bool   // nothing was injected, and any alert would be false; evaluated from the end of the baseline
	Seconds  int    // from the injection to the alert; -1 if none fired
	Tier     string // the tier that fired
	Before   bool   // an alert fired in the baseline already, so it is no evidence of the fault
	Watched  int    // number of seconds evaluated after the injection

	from   int64 // start of the first evaluated second
	calm   int64 // nothing was done to the lab before this time
	counts []tally
}

type tally struct{ n, bad int64 }

// newDetection aligns the seconds so that one of them begins with the injection. An alert between the end of the
// baseline and that second is caused by the injection in progress, which takes a while.
func newDetection(faults []Fault, baseline, calm int64) Detection {
	d := Detection{Injected: record.Absent, Seconds: -1, calm: calm}
	for _, f := range faults {
		if f.Injected != record.Absent && (d.Injected == record.Absent || f.Injected < d.Injected) {
			d.Injected = f.Injected
		}
	}
	if d.Injected == record.Absent && calm > 0 {
		d.Quiet, d.from = true, calm-(calm-baseline)/second*second
	}
	if d.Injected != record.Absent {
		d.from = d.Injected - max(0, d.Injected-baseline)/second*second
	}
	return d
}

func (d *Detection) add(r *request) {
	if d.Injected == record.Absent && !d.Quiet || r.Due < d.from {
		return
	}
	at, bad := r.known()
	i := int(max(0, at-d.from) / second)
	for len(d.counts) <= i {
		d.counts = append(d.counts, tally{})
	}
	d.counts[i].n++
	if bad {
		d.counts[i].bad++
	}
}

// finish finds the first second at whose end a tier fires.
func (d *Detection) finish(end int64) {
	begin := d.Injected
	if d.Quiet {
		begin = d.calm
	}
	if begin == record.Absent {
		return
	}
	first := int((begin - d.from) / second)
	d.Watched = int(max(0, end-begin) / second)
	for i := range d.counts {
		tier, rings := ringing(d.counts[:i+1])
		if !rings {
			continue
		}
		if d.from+int64(i+1)*second <= min(d.calm, begin) {
			d.Before = true
			continue
		}
		d.Seconds, d.Tier = max(0, i-first+1), tier
		return
	}
}

// ringing returns the tier that fires at the end of the counts. A window that begins before them uses the available
// seconds.
func ringing(counts []tally) (string, bool) {
	for _, t := range Tiers {
		limit := t.Rate * Budget
		if burning(counts, t.Long, limit) && burning(counts, t.Short, limit) {
			return t.Name, true
		}
	}
	return "", false
}

func burning(counts []tally, window int, limit float64) bool {
	var n, bad int64
	for _, c := range counts[max(0, len(counts)-window):] {
		n, bad = n+c.n, bad+c.bad
	}
	return n > 0 && float64(bad)/float64(n) > limit
}
