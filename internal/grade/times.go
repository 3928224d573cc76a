package grade

import (
	"fmt"

	"firedrill/internal/topology"
	"firedrill/scenarios"
)

// enoughRun is the number of good seconds up to the end of the load that count as a recovery, if the load ended before
// signals.GoodRun seconds.
const enoughRun = 5

// judgeRecovery judges the recovery time. A missing recovery is a fail only if the load lasted long enough.
func (s *sheet) judgeRecovery(o *scenarios.Objective, out *Objective) {
	r := s.w.Recovery
	if r == nil {
		out.Verdict, out.Why = Invalid, "nothing was taken back, so there is nothing to recover from"
		return
	}
	if r.Start < 0 {
		out.Verdict = Inconclusive
		out.Why = fmt.Sprintf("users were not well again in the %s that the load went on", Count(r.Watched, "second"))
		if float64(r.Watched) >= o.High {
			out.Verdict = Fail
		}
		return
	}
	start := float64(r.Start)
	out.Value = *number(start, 3)
	out.Verdict = decide(o.Op, exactly(start), span{exactly(o.Low), exactly(o.High)})
	since := "the revert"
	if r.ByHand {
		since = "the fix"
	}
	out.Why = fmt.Sprintf("users were well again %s after %s", Count(r.Start, "second"), since)
	if r.Start == 0 {
		out.Why = "users were well in the first second after " + since
	}
	if !r.Confirmed() {
		out.Why += fmt.Sprintf(", and stayed so for the %s until the load ended", Count(r.Run, "second"))
		if out.Verdict == Pass && r.Run < enoughRun {
			out.Verdict = Inconclusive
			out.Why += fmt.Sprintf(": too short to be sure, %d are needed", enoughRun)
		}
	}
}

// judgeDetection judges the detection time.
func (s *sheet) judgeDetection(o *scenarios.Objective, out *Objective) {
	d := s.w.Detection
	switch {
	case d.Injected < 0:
		out.Verdict, out.Why = Invalid, "no fault was injected, so there is nothing to detect"
	case d.Before:
		out.Verdict, out.Why = Inconclusive, "an alert rang in the baseline already"
	case d.Seconds < 0 && s.absorbed():
		out.Verdict, out.Why = Pass, "users did not feel the fault, so no alert had to ring"
	case d.Seconds < 0:
		out.Verdict = Inconclusive
		out.Why = fmt.Sprintf("no burn-rate alert rang in the %s after the injection", Count(d.Watched, "second"))
		if float64(d.Watched) >= o.High {
			out.Verdict = Fail
		}
	default:
		v := float64(d.Seconds)
		out.Value = *number(v, 3)
		out.Verdict = decide(o.Op, exactly(v), span{exactly(o.Low), exactly(o.High)})
		out.Why = fmt.Sprintf("the %s burn-rate alert would have rung %s after the injection", d.Tier, Count(d.Seconds, "second"))
		if d.Seconds == 0 {
			out.Why = "the " + d.Tier + " burn-rate alert would have rung while the fault was still being injected"
		}
	}
}

func (s *sheet) judgeHop(o *scenarios.Objective, out *Objective) {
	hop, why := s.hop(o.Phase)
	if hop == "" {
		out.Verdict, out.Why = Invalid, why
		return
	}
	out.Value, out.Why = hop, why
	if hop == topology.HopUnknown {
		out.Verdict = Inconclusive
		return
	}
	out.Verdict = sure(hop == o.Word, hop != o.Word)
}
