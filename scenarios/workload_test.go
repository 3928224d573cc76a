package scenarios_test

import (
	"slices"
	"strings"
	"testing"

	"firedrill/scenarios"
)

// bank is a catalogue of a stack whose users do something else.
type bank struct{ faults }

func (bank) Workload() scenarios.Workload {
	return scenarios.Workload{Routes: []string{"balance", "transfer"}, Mix: []scenarios.Share{{Route: "balance", Weight: 1}},
		Writes: "transfers", ExampleRoute: "transfer", ExampleMix: []scenarios.Share{{Route: "balance", Weight: 2.5}}}
}

// judgedBy is the smallest scenario with other objectives, and what else is given.
func judgedBy(objectives string) string {
	return strings.Replace(smallest, "objectives: [{fault: failed <= 5%}]", objectives, 1)
}

func TestParse_NamesWhatTheWorkloadHas(t *testing.T) {
	usual := judgedBy("objectives:\n  - run: doubled transfers = 0\n  - fault: failed{route=balance} <= 5%")
	s, err := scenarios.Parse("x.yaml", []byte(usual), bank{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Load.Mix, bank{}.Workload().Mix) {
		t.Errorf("the mix of a scenario that names none is %v", s.Load.Mix)
	}
	last := s.Objectives[len(s.Objectives)-1]
	if last.Text != "run: lost transfers = 0" || !last.Key || last.Audit() != scenarios.Lost || s.Objectives[0].Audit() != scenarios.Doubled {
		t.Errorf("the audit is judged by %+v and %+v", s.Objectives[0], last)
	}
	for wrong, want := range map[string]string{
		"objectives:\n  - run: lost orders = 0":                         `unknown signal "lost orders"`,
		"objectives:\n  - fault: failed{route=browse} <= 5%":            `unknown route "browse"`,
		"objectives:\n  - fault: failed{route=balance <= 5%":            "write failed{route=transfer}",
		"load: {mix: {browse: 1}}\nobjectives: [{fault: failed <= 5%}]": `unknown route "browse"`,
		"load: {mix: {}}\nobjectives: [{fault: failed <= 5%}]":          "such as {balance: 2.5}",
	} {
		_, err := scenarios.Parse("x.yaml", []byte(judgedBy(wrong)), bank{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", wrong, err, want)
		}
	}
}

// A record may be of a workload that this binary has changed since.
func TestParse_RecordedTakesAnyRouteAndAnyWrites(t *testing.T) {
	src := judgedBy("load: {mix: {buy: 1}}\nobjectives:\n  - run: lost parcels = 0\n  - fault: failed{route=buy} <= 5%")
	s, err := scenarios.Parse("x.yaml", []byte(src), scenarios.Recorded(bank{}.Workload()))
	if err != nil {
		t.Fatal(err)
	}
	if s.Load.Mix[0].Route != "buy" || s.Objectives[0].Text != "run: lost parcels = 0" {
		t.Errorf("read %+v and %+v", s.Load.Mix, s.Objectives)
	}
}

func TestParse_WithoutWritesNothingIsLost(t *testing.T) {
	s, err := scenarios.Parse("x.yaml", []byte(smallest), nil)
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(s.Objectives, func(o scenarios.Objective) bool { return o.Audit() != "" }) {
		t.Errorf("objectives %+v", s.Objectives)
	}
}
