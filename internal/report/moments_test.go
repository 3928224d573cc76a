package report

import (
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/report/chart"
)

// late shifts the recovery phase, so that the fault phase ends with an incomplete second.
func late(by int64) func([]record.Event) []record.Event {
	return func(all []record.Event) []record.Event {
		for i := range all {
			if p := all[i].Phase; p != nil && p.Name == record.PhaseRecovery {
				all[i].At += by
			}
		}
		return all
	}
}

func TestMoments_HoldEveryRequestOnceAndAreLongEnough(t *testing.T) {
	for name, drill := range map[string]recordtest.Drill{
		"whole seconds": {}, "a short rest": {Events: late(200_000)}, "a long rest": {Events: late(700_000)},
		"more seconds than a chart has room for": {Rate: 5, Baseline: 100, Fault: 150, Recovery: 90},
	} {
		d, _ := drawn(t, drill)
		all := moments(d.Windows)
		var sum, want int64
		for _, p := range d.Windows.Phases {
			want += p.All.Scheduled
		}
		for i := range all {
			sum += all[i].Scheduled
			if i > 0 && all[i].From < all[i-1].To-1e-9 {
				t.Errorf("%s: moment %d begins before the one before it ends", name, i)
			}
			if all[i].To-all[i].From < 0.5 {
				t.Errorf("%s: moment %d lasts %v s", name, i, all[i].To-all[i].From)
			}
		}
		if sum != want || len(all) > maxMoments {
			t.Errorf("%s: %d of %d requests in %d moments", name, sum, want, len(all))
		}
	}
}

func TestAllowed_RelativeBoundUsesTheBaseline(t *testing.T) {
	d, _ := drawn(t, drills["fail"])
	for i, o := range d.Result.Objectives {
		if o.Text != "fault: p95 <= 3x baseline" {
			continue
		}
		base := d.Windows.Phase(record.PhaseBaseline).All.Latency.Quantile(0.95)
		if a := allowed(d, i); a == nil || a.To != 3*base || *a != (chart.Span{To: 3 * base}) {
			t.Errorf("allowed is %+v, the baseline's p95 is %v ms", a, base)
		}
		return
	}
	t.Error("no such objective")
}
