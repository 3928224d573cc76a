package grade

import (
	"fmt"
	"math"
	"slices"

	"firedrill/internal/record"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

const (
	// stillLimit is the maximum part of a phase in which the machine may stand still. Above it the drill is invalid.
	stillLimit = 0.2
	// fullPart is the part of a second's requests that count as possibly hurt when other work filled the machine since
	// the baseline. The lab's containers then wait for CPU even if the client does not. The value is an assumption.
	fullPart = 0.5
	// filledBy is the minimum increase of a phase's share of full seconds over the baseline for fullPart to apply.
	filledBy = 0.5
	// keptSeconds is the minimum number of seconds that must remain after those disturbed by the machine are left out.
	keptSeconds = fewSeconds
)

// machineHeld checks that the machine had CPU for the lab and the client during and after the fault. CPU used by the
// drill itself, such as a fault that burns CPU, does not count.
func (s *sheet) machineHeld() []finding {
	var broken []finding
	for _, name := range []string{record.PhaseFault, record.PhaseRecovery} {
		p := s.w.Phase(name)
		if p == nil {
			continue
		}
		m := s.w.Machine.Between(p.Start, p.End)
		if m.Seconds > 0 && m.Stalled >= stillLimit*float64(m.Seconds) {
			broken = append(broken, found(record.CodeMachineBusy, "this machine was too busy: it stood still in %d of %d seconds of the %s phase, for %.1f s in all; %.1f of %.0f processors were used by other programs",
				m.Still, m.Seconds, name, m.Stalled, m.Others, m.Cores))
		}
	}
	return broken
}

// excuse makes an objective invalid if its verdict changes without the seconds that the machine disturbed.
func (s *sheet) excuse(o *scenarios.Objective, out *Objective) {
	if s.w.Machine == nil || out.Verdict != Fail && (out.Verdict != Pass || stallOnlyHurts(o)) {
		return
	}
	touched, of, without := s.without(o, out)
	if touched == 0 || without == out.Verdict {
		return
	}
	out.Verdict, out.code = Invalid, record.CodeMachineBusy
	out.Why += fmt.Sprintf("; but this machine was too busy: it stood still, or was full of other work, in or beside %s of %s, and the others do not show this",
		Thousands(int64(touched)), Count(of, "second"))
}

// without judges an objective by the seconds that the machine did not disturb. It returns the number of disturbed
// seconds and the total.
func (s *sheet) without(o *scenarios.Objective, out *Objective) (touched, of int, v Verdict) {
	switch o.Signal {
	case "recovered":
		if r := s.w.Recovery; r != nil {
			return s.untouched(r.From, o.High+signals.GoodRun, out.Verdict)
		}
	case "detected":
		return s.untouched(s.w.Detection.Injected, o.High, out.Verdict)
	case "bad seconds":
		return s.goodWithout(o)
	}
	if ask, ok := askFor(o); ok && o.Signal != "hop" {
		return s.sampleWithout(o, ask, out.Verdict)
	}
	return 0, 0, out.Verdict
}

// part returns the part of the requests due in a time range that the machine may have hurt.
func (s *sheet) part(from, to int64) float64 {
	part := s.w.Machine.Part(from, to)
	if s.w.Machine.Full(from, to) && s.filled(from) {
		part = max(part, fullPart)
	}
	return part
}

// filled reports that other work filled the machine since the baseline, during much of the phase that contains the
// time.
func (s *sheet) filled(at int64) bool {
	b := s.w.Phase(record.PhaseBaseline)
	if b == nil {
		return false
	}
	for _, p := range s.w.Phases {
		if p.Start <= at && at < p.End {
			return s.w.Machine.Between(p.Start, p.End).Fullness() >= s.w.Machine.Between(b.Start, b.End).Fullness()+filledBy
		}
	}
	return false
}

// untouched checks the seconds after a time: a fail in which the machine had a part becomes invalid. A pass stays a
// pass.
func (s *sheet) untouched(from int64, seconds float64, v Verdict) (touched, of int, without Verdict) {
	for i := range int(seconds) {
		at := from + int64(i)*1e6
		if s.part(at, at+1e6) > 0 {
			touched++
		}
	}
	if touched > 0 && v == Fail {
		v = Inconclusive
	}
	return touched, int(seconds), v
}

// goodWithout counts bad seconds without those that the machine disturbed.
func (s *sheet) goodWithout(o *scenarios.Objective) (touched, of int, v Verdict) {
	bad := 0
	for _, p := range s.w.Phases {
		if p.Name != o.Phase && (o.Phase != "run" || p.Name == record.PhaseWarmup) {
			continue
		}
		for i := range p.Seconds {
			at := p.Start + int64(i)*1e6
			of++
			switch {
			case s.part(at, at+1e6) > 0:
				touched++
			case !p.Seconds[i].Good():
				bad++
			}
		}
	}
	return touched, of, decide(o.Op, exactly(float64(bad)), span{exactly(o.Low), exactly(o.High)})
}

// sampleWithout judges an objective again, without the requests that the machine may have hurt. It first uses all seconds and discounts
// those requests. If the verdict then changes, it uses only the seconds that the machine did not touch.
func (s *sheet) sampleWithout(o *scenarios.Objective, ask signals.Ask, was Verdict) (touched, of int, v Verdict) {
	series, err := s.w.Series(o.Phase, ask)
	if err != nil {
		return 0, 0, Invalid
	}
	kept, parts := &signals.Series{}, make([]float64, len(series.Batches))
	for i, b := range series.Batches {
		parts[i] = s.part(b.At, b.At+int64(b.Seconds*1e6))
		if parts[i] > 0 {
			touched++
		} else {
			kept.Batches = append(kept.Batches, b)
		}
	}
	of = len(series.Batches)
	bound, why := s.bound(o)
	if touched == 0 || why != "" {
		return touched, of, Inconclusive
	}
	if s.discountedVerdict(o, series, parts, bound) == was {
		return touched, of, was
	}
	if len(kept.Batches) < keptSeconds {
		return touched, of, Inconclusive
	}
	return touched, of, s.discountedVerdict(o, kept, make([]float64, len(kept.Batches)), bound)
}

// discountedVerdict judges by a series. parts holds, for each second, the part of its requests to discount.
func (s *sheet) discountedVerdict(o *scenarios.Objective, series *signals.Series, parts []float64, bound span) Verdict {
	if q, ok := quantiles[o.Signal]; ok {
		return quantileWithout(o.Op, series, parts, q, bound)
	}
	e := s.ofBatches(o.Signal, discounted(series, parts))
	interval := ends{e.low, e.high}
	if countable(o, unitOf(o.Signal)) {
		interval = exactly(e.value)
	}
	return decide(o.Op, interval, bound)
}

// discounted turns bad requests into good ones, in each second up to the number that the machine may have hurt.
func discounted(series *signals.Series, parts []float64) *signals.Series {
	out := &signals.Series{Batches: slices.Clone(series.Batches)}
	for i := range out.Batches {
		b := &out.Batches[i]
		n := int64(math.Ceil(parts[i] * float64(b.N)))
		b.OK = min(b.N, b.OK+min(n, b.Bad))
		b.Bad, b.Slow = max(0, b.Bad-n), max(0, b.Slow-n)
	}
	return out
}

// stallOnlyHurts reports that a stalled machine can only make an objective harder to meet: more requests fail, more are slow
// and fewer are answered. A pass is then valid in spite of the stall.
func stallOnlyHurts(o *scenarios.Objective) bool {
	if o.Signal == "throughput" {
		return o.Op == ">=" || o.Op == ">"
	}
	return o.Op == "<=" || o.Op == "<" || o.Op == "within"
}

// quantileWithout reports whether a quantile meets a bound after the requests that the machine may have hurt are taken
// out of those that took longer.
func quantileWithout(op string, series *signals.Series, parts []float64, q float64, bound span) Verdict {
	beyond := func(ms float64) bool {
		var over, all float64
		for i := range series.Batches {
			b := &series.Batches[i]
			over += max(0, float64(b.Over(ms))-parts[i]*float64(b.Sent()))
			all += float64(b.Sent())
		}
		return all > 0 && over > (1-q)*all
	}
	high := beyond(mean(bound.high))
	met := !high
	switch op {
	case ">=", ">":
		met = high
	case "in":
		met = !high && beyond(mean(bound.low))
	}
	return sure(met, !met)
}
