package grade

import (
	"fmt"

	"firedrill/internal/record"
	"firedrill/scenarios"
)

func (s *sheet) objective(o *scenarios.Objective) Objective {
	out := Objective{
		Text: o.Text, Phase: o.Phase, Key: o.Key, Weight: o.Weight, Unit: unitOf(o.Signal),
		Bound: Bound{Op: o.Op, Relative: o.Relative},
	}
	switch {
	case o.Signal == "hop":
		out.Bound.Word = &o.Word
	case o.Op == "in":
		out.Bound.Low, out.Bound.High = number(o.Low, 6), number(o.High, 6)
	default:
		out.Bound.High = number(o.High, 6)
	}
	switch o.Signal {
	case "hop":
		s.judgeHop(o, &out)
	case "recovered":
		s.judgeRecovery(o, &out)
	case "detected":
		s.judgeDetection(o, &out)
	default:
		if _, ok := askFor(o); ok {
			s.judgeSample(o, &out)
		} else {
			s.judgeFact(o, &out)
		}
	}
	s.excuse(o, &out)
	return out
}

func (s *sheet) judgeFact(o *scenarios.Objective, out *Objective) {
	value, missing := s.fact(o)
	if missing != "" {
		out.Verdict, out.Why = Invalid, missing
		return
	}
	out.Value = *number(value, 6)
	out.Verdict = decide(o.Op, exactly(value), span{exactly(o.Low), exactly(o.High)})
	out.Why = s.counted(o, int64(value))
}

// counted describes a counted signal in words.
func (s *sheet) counted(o *scenarios.Objective, n int64) string {
	if o.Signal == "bad seconds" {
		return "users were not well in " + Count(n, "second")
	}
	some := "none"
	if n > 0 {
		some = Thousands(n)
	}
	what := map[string]string{scenarios.Lost: "missing in the database", scenarios.Doubled: "placed more than once"}[o.Audit()]
	return fmt.Sprintf("%s of %s was found %s", some, Count(s.w.Audit.Acknowledged, "confirmed order"), what)
}

func (s *sheet) judgeSample(o *scenarios.Objective, out *Objective) {
	e, err := s.sampled(o, o.Phase)
	if err != nil {
		out.Verdict, out.Why = Invalid, err.Error()
		return
	}
	out.N = &e.n
	bound, why := s.bound(o)
	switch {
	case e.n == 0:
		out.Verdict, out.Why = Invalid, "no request to judge by"
		return
	case e.unknown:
		out.Verdict, out.Why = Inconclusive, tooFew(o, e.n)
		return
	}
	digits := 6
	if out.Unit != unitFraction {
		digits = 3
	}
	out.Value = *number(e.value, digits)
	out.Interval = &Interval{Low: *number(e.low, digits), High: *number(e.high, digits)}
	if why != "" {
		out.Verdict, out.Why = Inconclusive, why
		return
	}
	interval := ends{e.low, e.high}
	if countable(o, out.Unit) {
		interval = exactly(e.value)
	}
	out.Verdict = decide(o.Op, interval, bound)
	out.Why = explain(o, e, bound, out.Verdict)
}

// countable reports that a bound on a fraction is 0 or 1: no request may fail, or every one must. Such a bound applies
// to the counts of this drill, since no sample can prove that a probability is zero.
func countable(o *scenarios.Objective, unit string) bool {
	return o.Op == "=" || (unit == unitFraction && o.Op != "in" && (o.High == 0 || o.High >= 1))
}

// bound returns the range that the objective allows, in the value's unit. Ends that are multiples of the baseline carry
// the uncertainty of the baseline's value. It returns the reason if there is no range.
func (s *sheet) bound(o *scenarios.Objective) (span, string) {
	if !o.Relative {
		return span{exactly(o.Low), exactly(o.High)}, ""
	}
	base, err := s.sampled(o, record.PhaseBaseline)
	switch {
	case err != nil || base.n == 0:
		return span{}, "the baseline holds no request to compare with"
	case base.unknown:
		return span{}, "the baseline is too short to compare with: " + tooFew(o, base.n)
	}
	times := func(k float64) ends { return ends{k * base.low, k * base.high} }
	return span{times(o.Low), times(o.High)}, ""
}
