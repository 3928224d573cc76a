package history

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"firedrill/internal/grade"
	"firedrill/internal/source"
)

// stocked returns a history of four runs of each of two drills, the last of each invalid.
func stocked(t *testing.T) Store {
	s := at(filepath.Join(t.TempDir(), "h.db"))(t)
	for _, lab := range []string{"fragile", "hardened"} {
		for n := range 4 {
			v := grade.Pass
			if n == 3 {
				v = grade.Invalid
			}
			r := &grade.Result{Run: fmt.Sprintf("%c%d", lab[0], n), Scenario: "db-outage", Lab: lab, Verdict: v, Start: first.Add(time.Duration(n) * time.Hour)}
			add(t, s, Of(r, fmt.Appendf(nil, `{"schema":"firedrill.result/1","run":%q,"start":"%s"}`, r.Run, r.Start.Format(time.RFC3339Nano))))
		}
	}
	twice := entry(1, "db-outage", "fragile", grade.Pass)
	add(t, s, twice)
	twice.Started = twice.Started.Add(time.Hour)
	add(t, s, twice)
	return s
}

func TestSides(t *testing.T) {
	s := stocked(t)
	a, b, err := Sides(t.Context(), s, "f0, f1,f2,f3", "db-outage@hardened", 10)
	if err != nil || len(a.Results) != 3 || len(b.Results) != 3 {
		t.Fatalf("%+v %+v %v", a, b, err)
	}
	if a.Results[0].Run != "f2" || b.Results[0].Run != "h2" {
		t.Errorf("the newest are %s and %s, want f2 and h2", a.Results[0].Run, b.Results[0].Run)
	}
}

func TestSides_Mistakes(t *testing.T) {
	s := stocked(t)
	const good = "db-outage@hardened"
	tests := []struct{ a, b, want string }{
		{"f0,f1", good, "A, \"f0,f1\", has 2 valid runs; fewer than 3 can't tell a change from chance\nhint: firedrill run db-outage --lab fragile --repeat 3"},
		{"f0,f1,f3", good, "A, \"f0,f1,f3\", has 2 valid runs; fewer than 3 can't tell a change from chance\nhint: firedrill run db-outage --lab fragile --repeat 3"},
		{"f0,f0,f0", good, "A, \"f0,f0,f0\", has 1 valid run; fewer than 3 can't tell a change from chance\nhint: firedrill run db-outage --lab fragile --repeat 3"},
		{good, "busy@ha", "B, \"busy@ha\", has 0 valid runs; fewer than 3 can't tell a change from chance\nhint: firedrill run busy --lab ha --repeat 3"},
		{"f0,f1,gone", good, "run \"gone\" is not in the history\nhint: firedrill grade RUN adds it, firedrill history lists what is there"},
		{"db-outage", good, "run \"db-outage\" is not in the history\nhint: firedrill history lists the runs; a drill is written SCENARIO@LAB"},
		{"f0,f1,f2", "h0,h1,f2", "the runs of B are of different drills: db-outage@fragile and db-outage@hardened\nhint: name runs of one scenario on one lab for each side"},
		{good, "h0,h1,h2", "run \"h2\" is on both sides\nhint: name the runs of each side: RUN,RUN,RUN"},
		{"run-01,f0,f1", good, "2 runs are named \"run-01\"\nhint: they are of several machines; write SCENARIO@LAB instead"},
		{"@fragile", good, "\"@fragile\" is no drill\nhint: write SCENARIO@LAB, such as db-outage@fragile"},
		{", ,", good, "a side without a run\nhint: write SCENARIO@LAB, or RUN,RUN,RUN"},
	}
	for _, tt := range tests {
		_, _, err := Sides(context.Background(), s, tt.a, tt.b, 10)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s and %s\ngot  %v\nwant %s", tt.a, tt.b, err, tt.want)
		}
		if _, ok := errors.AsType[source.Mistake](err); !ok {
			t.Errorf("%T is no mistake of the user", err)
		}
	}
}
