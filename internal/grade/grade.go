// Package grade judges a drill: it computes result.json from the windows of a record and a scenario's objectives. It is
// pure: the same record always gives the same bytes. It does not use the clock and does not know how load and faults
// are made. docs/grading.md holds its rules and formulas.
package grade

import (
	"slices"
	"strings"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// Grade judges a drill by a scenario's objectives. The windows must have been measured with Asks for the same
// objectives and signature.
func Grade(h record.Header, w *signals.Windows, sc *scenarios.Scenario) *Result {
	r := &Result{
		Schema: Schema, Run: h.Run, Scenario: h.Scenario, Lab: h.Lab, Seed: h.Seed, Start: h.Start.UTC(),
		Versions: h.Versions,
	}
	if r.Versions == nil {
		r.Versions = map[string]string{}
	}
	s := &sheet{w: w, start: r.Start, scenario: sc, knobs: h.Knobs}
	s.describe(r)
	gates, broken := s.gates()
	r.Gates = gates
	r.Objectives = s.judged(sc.Objectives, broken)
	r.Signature = s.signature(h.Lab, broken)
	s.conclude(r, broken)
	r.Absorbed = r.Verdict != Invalid && s.absorbed()
	r.Notes = s.notes(r)
	return r
}

// sheet holds the inputs of one grading.
type sheet struct {
	w        *signals.Windows
	start    time.Time
	scenario *scenarios.Scenario
	knobs    []string // the app's settings
}

// describe fills in the parts of the result that are shown but not judged.
func (s *sheet) describe(r *Result) {
	r.Harness = s.harness()
	r.Phases, r.Routes, r.Hops = []Phase{}, []Route{}, []Hop{}
	r.Saturation = s.saturations()
	for _, p := range s.w.Phases {
		r.Phases = append(r.Phases, Phase{Name: p.Name, Counts: s.counts(p, &p.All)})
		r.Routes = append(r.Routes, s.routes(p)...)
		r.Hops = append(r.Hops, hopsOf(p)...)
	}
	r.Faults = s.faults()
	r.Incident = s.incident()
	if d := s.w.Detection; d.Seconds >= 0 && !d.Before {
		r.Detection = Detection{Seconds: number(float64(d.Seconds), 3), Tier: &d.Tier}
	}
	if rec := s.w.Recovery; rec != nil && rec.Start >= 0 {
		r.Recovery = Recovery{Seconds: number(float64(rec.Start), 3), Confirmed: rec.Confirmed()}
	}
	if a := s.w.Audit; a != nil && a.Error == "" {
		r.Audit = Audit{Acknowledged: &a.Acknowledged, Lost: &a.Lost, Doubled: &a.Doubled}
	}
}

// notes returns remarks that no verdict covers.
func (s *sheet) notes(r *Result) []string {
	notes := []string{}
	if r.Absorbed {
		notes = append(notes, "absorbed: every fault was there, as its proof shows, and users did not feel it")
	}
	if a := s.w.Audit; a != nil && a.Error != "" {
		notes = append(notes, "orders could not be audited: "+a.Error)
	}
	for _, why := range s.w.Unread {
		notes = append(notes, "what this file holds is missing here: "+why)
	}
	for _, why := range s.w.EventsMissed {
		notes = append(notes, "events of the engine may be missing, "+why)
	}
	if s.w.Detection.Before {
		notes = append(notes, "an alert rang in the baseline already, so the time to detect is not known")
	}
	if rec := s.w.Recovery; rec != nil && rec.Start >= 0 && !rec.Confirmed() {
		notes = append(notes, "users were seen well for "+Count(rec.Run, "second")+" after the recovery, then the load ended")
	}
	for _, name := range []string{record.PhaseFault, record.PhaseRecovery} {
		if p := s.w.Phase(name); p != nil && part(p.All.Late, p.All.Sent()) >= harnessLimit {
			notes = append(notes, "in the "+name+" phase "+Percent(part(p.All.Late, p.All.Sent()))+
				" of the requests were sent late: the client's machine was short of time, and users would have seen less latency")
		}
	}
	return notes
}

// patienceFactor and patienceSlack bound the slowdown that counts as not felt by users.
const (
	patienceFactor = 2
	patienceSlack  = 50 // ms
)

// absorbed reports whether faults acted without user impact: no bad second since the baseline, and a latency near the
// baseline's.
func (s *sheet) absorbed() bool {
	base, fault := s.w.Phase(record.PhaseBaseline), s.w.Phase(record.PhaseFault)
	if len(s.w.Faults) == 0 || base == nil || fault == nil {
		return false
	}
	for _, p := range s.w.Phases {
		if p.Start >= fault.Start && p.BadSeconds() > 0 {
			return false
		}
	}
	compared := false
	for _, q := range []float64{0.5, 0.95} {
		if !signals.Enough(base.All.Latency.N(), q) || !signals.Enough(fault.All.Latency.N(), q) {
			continue
		}
		was, is := base.All.Latency.Quantile(q), fault.All.Latency.Quantile(q)
		if is > was*patienceFactor && is > was+patienceSlack {
			return false
		}
		compared = true
	}
	return compared
}

// reasons joins findings into one sentence and leaves out duplicates.
func reasons(all []finding) string {
	var whys []string
	for _, f := range all {
		whys = append(whys, f.why)
	}
	return joined(whys)
}

func joined(all []string) string {
	var once []string
	for _, one := range all {
		if !slices.Contains(once, one) {
			once = append(once, one)
		}
	}
	return strings.Join(once, "; ")
}
