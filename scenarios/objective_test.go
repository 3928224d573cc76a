package scenarios_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"firedrill/internal/source"
	"firedrill/scenarios"
)

func TestAnObjectiveReadsLikeASentence(t *testing.T) {
	product := map[string]string{"route": "product"}
	tests := []struct {
		text string
		want scenarios.Objective
	}{
		{"baseline: failed <= 1%", scenarios.Objective{Phase: "baseline", Signal: "failed", Op: "<=", High: 0.01}},
		{"fault: failed{route=product} < 5%", scenarios.Objective{Phase: "fault", Signal: "failed", Labels: product, Op: "<", High: 0.05}},
		{"fault: failed{class=http-5xx-nginx, replica=shop-2} = 0%", scenarios.Objective{Phase: "fault", Signal: "failed", Labels: map[string]string{"class": "http-5xx-nginx", "replica": "shop-2"}, Op: "="}},
		{"fault: failed <= 7%", scenarios.Objective{Phase: "fault", Signal: "failed", Op: "<=", High: 0.07}}, // 0.07 * 100 is not 7
		{"fault: failed in 20%..70%", scenarios.Objective{Phase: "fault", Signal: "failed", Op: "in", Low: 0.2, High: 0.7}},
		{"fault: slow(300ms) <= 1.5%", scenarios.Objective{Phase: "fault", Signal: "slow", Over: 300 * time.Millisecond, Op: "<=", High: 0.015}},
		{"fault: slow(2m){route=product} > 1%", scenarios.Objective{Phase: "fault", Signal: "slow", Over: 2 * time.Minute, Labels: product, Op: ">", High: 0.01}},
		{"recovery: p95 <= 1.5s", scenarios.Objective{Phase: "recovery", Signal: "p95", Op: "<=", High: 1500}},
		{"fault: p99 <= 2x baseline", scenarios.Objective{Phase: "fault", Signal: "p99", Op: "<=", High: 2, Relative: true}},
		{"fault: p50 in 1x baseline..1.5x baseline", scenarios.Objective{Phase: "fault", Signal: "p50", Op: "in", Low: 1, High: 1.5, Relative: true}},
		{"fault: throughput >= 180/s", scenarios.Objective{Phase: "fault", Signal: "throughput", Op: ">=", High: 180}},
		{"run: bad seconds <= 3", scenarios.Objective{Phase: "run", Signal: "bad seconds", Op: "<=", High: 3}},
		{"recovery: recovered within 10s", scenarios.Objective{Phase: "recovery", Signal: "recovered", Op: "<=", High: 10}},
		{"fault: detected within 1m30s", scenarios.Objective{Phase: "fault", Signal: "detected", Op: "<=", High: 90}},
		{"run: lost orders = 0", scenarios.Objective{Phase: "run", Signal: "lost orders", Op: "="}},
		{"run: doubled orders = 0", scenarios.Objective{Phase: "run", Signal: "doubled orders", Op: "="}},
		{"fault: hop = database", scenarios.Objective{Phase: "fault", Signal: "hop", Op: "=", Word: "database"}},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, err := scenarios.ParseObjective(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.Text, tt.want.Weight = tt.text, 1
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func TestSpacesDoNotMatter(t *testing.T) {
	got, err := scenarios.ParseObjective("fault:failed { route = product,class=reset }<=5%  ")
	if err != nil || got.Text != "fault: failed{class=reset, route=product} <= 5%" {
		t.Errorf("%q, %v", got.Text, err)
	}
}

func TestWhatIsNoObjectiveIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "failed <= 1%", "later: failed <= 1%", "fault:", "fault: failed", "fault: failed <=", "fault: failed <= -1%",
		"fault: failed <= 1% or so", "fault: failed inside 1%..2%", "fault: failed in 1%..2x baseline", "fault: failed within 1%",
		"fault: lost orders = 0", "run: detected within 1s", "fault: p95 <= 0s", "fault: p95 <= 1e9s", "fault: hop <= database",
		"fault: throughput{class=reset} >= 1/s", "fault: failed{route} <= 1%", "fault: failed{} <= 1%", "fault: failed <= 1e1%",
		"fault: bad <= 1", "fault: bad seconds <= 1x baseline", "fault: slow(1h1ns) <= 1%", "fault: slow(1s <= 1%",
	} {
		_, err := scenarios.ParseObjective(text)
		if mistake := (source.Mistake{}); !errors.As(err, &mistake) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzParseObjective(f *testing.F) {
	for _, text := range []string{
		"fault: failed{route=product, class=reset} <= 5%", "fault: slow(1.5s) in 1%..2.25%", "run: lost orders = 0",
		"recovery: recovered within 1h", "fault: p95 <= 0.001us", "fault: throughput > 3x baseline", "fault: hop = pool", "fault: p50 in 1ns..59m59.999999999s",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o, err := scenarios.ParseObjective(text)
		if err != nil {
			return
		}
		again, err := scenarios.ParseObjective(o.String())
		if err != nil || !reflect.DeepEqual(again, o) {
			t.Errorf("%q\nis      %+v\nwritten %q\nis      %+v, %v", text, o, o.String(), again, err)
		}
	})
}
