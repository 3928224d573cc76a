package grade

import (
	"fmt"

	"firedrill/scenarios"
)

// signature reports whether the lab on which the scenario was measured shows the scenario's signature. It is nil on any
// other lab, and for a scenario without a signature. It affects neither the score nor the verdict: it judges the
// scenario, not the lab.
func (s *sheet) signature(lab string, broken []finding) *Signature {
	if len(s.scenario.Signature) == 0 || lab != s.scenario.Lab {
		return nil
	}
	sig := &Signature{Verdict: Pass, Reason: "lab " + lab + " showed what the scenario promises"}
	var missed, open, unmeasured []string
	for _, o := range s.judged(s.scenario.Signature, broken) {
		sig.Lines = append(sig.Lines, SignatureLine{
			Text: o.Text, Phase: o.Phase, Unit: o.Unit, Value: o.Value, Bound: o.Bound, N: o.N, Interval: o.Interval,
			Verdict: o.Verdict, Why: o.Why, code: o.code,
		})
		switch o.Verdict {
		case Fail:
			missed = append(missed, name(&o))
		case Inconclusive:
			open = append(open, name(&o))
		case Invalid:
			unmeasured = append(unmeasured, name(&o))
		}
	}
	switch {
	case len(broken) > 0:
		sig.Verdict, sig.Reason = Invalid, "the drill is invalid"
	case len(missed) > 0:
		sig.Verdict, sig.Reason = Fail, fmt.Sprintf("lab %s did not show what the scenario promises: %s", lab, joined(missed))
	case len(unmeasured) > 0:
		sig.Verdict, sig.Reason = Invalid, "what the scenario promises could not be measured: "+joined(unmeasured)
	case len(open) > 0:
		sig.Verdict, sig.Reason = Inconclusive, "too close to tell whether the scenario keeps its promise: "+joined(open)
	}
	return sig
}

// judged judges each objective. If a gate failed none is judged: the values are shown because they help to find the
// cause, but they prove nothing.
func (s *sheet) judged(objectives []scenarios.Objective, broken []finding) []Objective {
	all := []Objective{}
	for i := range objectives {
		o := s.objective(&objectives[i])
		if len(broken) > 0 {
			o.Verdict = Invalid
			o.Why = "not graded: the drill is invalid"
		}
		all = append(all, o)
	}
	return all
}
