package grade

import (
	"cmp"
	"fmt"
	"strings"

	"firedrill/internal/record"
)

// passMark is the lowest score with which a drill passes.
const passMark = 60

// letters maps scores to letters.
var letters = []struct {
	from   float64
	letter string
}{{90, "A"}, {80, "B"}, {70, "C"}, {passMark, "D"}, {0, "F"}}

// tally sums the weights of objectives by verdict. The total weight is fixed by the scenario, so an objective that
// could not be judged does not give the others more weight.
type tally struct{ pass, open, all float64 }

// score counts the weight that passed, and half of the weight that is undecided.
func (t tally) score() float64 { return 100 * (t.pass + t.open/2) / t.all }

// conclude sets the verdict, score and reason of the whole drill.
func (s *sheet) conclude(r *Result, broken []finding) {
	if len(broken) > 0 {
		r.Verdict, r.Reason, r.Code = Invalid, reasons(broken), broken[0].code
		return
	}
	var t tally
	first := map[Verdict]*Objective{} // of the key objectives
	var unmeasured *Objective
	for i := range r.Objectives {
		o := &r.Objectives[i]
		t.all += o.Weight
		switch o.Verdict {
		case Pass:
			t.pass += o.Weight
		case Inconclusive:
			t.open += o.Weight
		case Invalid:
			if unmeasured == nil {
				unmeasured = o
			}
		}
		if o.Phase == "baseline" && o.Verdict == Fail {
			r.Verdict, r.Reason, r.Code = Invalid, "the baseline was not as it must be: "+name(o), record.CodeBaselineUnhealthy
			for i := range r.Gates {
				if g := &r.Gates[i]; g.Name == healthyGate {
					g.OK, g.Code, g.Why = false, r.Code, name(o)
				}
			}
			return
		}
		if o.Key && first[o.Verdict] == nil {
			first[o.Verdict] = o
		}
	}
	r.Verdict, r.Reason = verdict(t, first, unmeasured)
	switch r.Verdict {
	case Invalid:
		r.Code = record.CodeNothingToGrade
		if unmeasured != nil {
			r.Code = cmp.Or(unmeasured.code, record.CodeNotMeasured)
		}
		return
	case Pass:
		r.Reason = met(r.Objectives)
	}
	r.Score = number(t.score(), 1)
	r.Letter = letter(*r.Score, r.Verdict)
}

func verdict(t tally, key map[Verdict]*Objective, unmeasured *Objective) (Verdict, string) {
	switch {
	case key[Fail] != nil:
		return Fail, "key objective failed: " + name(key[Fail])
	case unmeasured != nil:
		return Invalid, "an objective could not be measured: " + name(unmeasured)
	case t.all == 0:
		return Invalid, "the objectives weigh nothing"
	case 100*(t.pass+t.open)/t.all < passMark:
		return Fail, fmt.Sprintf("only %.0f of 100 points, %d are needed", t.score(), passMark)
	case key[Inconclusive] != nil:
		return Inconclusive, "key objective not settled: " + name(key[Inconclusive])
	case 100*t.pass/t.all < passMark:
		return Inconclusive, "too many objectives could not be told"
	}
	return Pass, ""
}

// met describes how far a passed drill was from a perfect score.
func met(all []Objective) string {
	var others []string
	for i := range all {
		if all[i].Verdict != Pass {
			others = append(others, all[i].Text)
		}
	}
	if len(others) == 0 {
		return "every objective is met"
	}
	return fmt.Sprintf("every key objective is met; of %d in all, not: %s", len(all), strings.Join(others, ", "))
}

func name(o *Objective) string { return o.Text + ": " + o.Why }

// letter returns F for every failed drill, so that no result reads "A, failed".
func letter(score float64, v Verdict) *string {
	l := "F"
	for _, step := range letters {
		if v != Fail && score >= step.from {
			l = step.letter
			break
		}
	}
	return &l
}
