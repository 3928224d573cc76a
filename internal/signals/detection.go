package signals

import "firedrill/internal/record"

// Tier is one alert on the burn rate: it rings when bad requests, over a long and a short window alike, use up the
// error budget Rate times as fast as it is given. The rates and windows are those of the Site Reliability Workbook,
// chapter 5 ("multiwindow, multi-burn-rate alerts"): 14.4 over 1 h and 5 min, 6 over 6 h and 30 min, with a drill's
// second standing for five minutes.
type Tier struct {
	Name        string
	Rate        float64
	Long, Short int // seconds
}

// Tiers are the alerts, the faster first.
var Tiers = []Tier{{"fast", 14.4, 12, 1}, {"slow", 6, 72, 6}}

// Budget is the fraction of requests that may be bad: that of a service level of 99.9 %.
const Budget = 0.001

// Detection says when an alert would have rung after the first fault was injected.
type Detection struct {
	Injected int64  // µs since the record's start; record.Absent if nothing was injected
	Quiet    bool   // nothing was injected, and an alert would ring for nothing: looked at from the baseline's end on
	Seconds  int    // from the injection to the alert; -1 if none rang
	Tier     string // which one rang
	Before   bool   // one rang in the baseline already, so that it tells nothing of the fault
	Watched  int    // seconds looked at after the injection

	from   int64 // start of the first second looked at
	calm   int64 // until here nothing was done to the lab
	counts []tally
}

type tally struct{ n, bad int64 }

// newDetection lays its seconds so that one of them begins with the injection. What an alert rings for between the
// baseline's end and that second is the injection at work, which takes a while itself.
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

// finish finds the first second at whose end a tier rings.
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

// ringing says which tier rings at the end of the counts. A window that reaches back before them holds what there is.
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
