package main

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"firedrill/internal/grade"
)

func TestASeriesHasALineForEachDrillAndASummary(t *testing.T) {
	score, letter := 70.0, "F"
	broken := errors.New("the engine is gone")
	tests := []struct {
		name string
		all  []grade.Verdict // of the drills, "" for one that breaks
		want string
		err  error
	}{
		{"to its end", []grade.Verdict{grade.Pass, grade.Fail, grade.Pass},
			"1 of 3  r1  seed 7                 pass  70 of 100, F: so it is\n" +
				"2 of 3  r2  seed 8                 fail  70 of 100, F: so it is\n" +
				"3 of 3  r3  seed 9                 pass  70 of 100, F: so it is\n" +
				"\n3 drills of db-outage on fragile: fail 1, pass 2\n" +
				"an incident is reported in 1 of them\n" +
				"firedrill compare db-outage@fragile OTHER sets them beside others; firedrill history lists them\n", verdictError{grade.Fail}},
		{"until one breaks", []grade.Verdict{grade.Fail, "", grade.Pass},
			"1 of 3  r1  seed 7                 fail  70 of 100, F: so it is\n" +
				"\n1 drill of db-outage on fragile: fail 1\n" +
				"an incident is reported in 1 of them\n" +
				"firedrill compare db-outage@fragile OTHER sets them beside others; firedrill history lists them\n", broken},
		{"that breaks at once", []grade.Verdict{""}, "", broken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var said bytes.Buffer
			n := 0
			err := series(&said, []uint64{7, 8, 9}[:len(tt.all)], func(seed uint64) (*grade.Result, error) {
				v := tt.all[n]
				if n++; v == "" {
					return nil, broken
				}
				return &grade.Result{Run: fmt.Sprintf("r%d", n), Scenario: "db-outage", Lab: "fragile", Seed: seed, Verdict: v, Incident: grade.Incident{Reported: v == grade.Fail},
					Score: &score, Letter: &letter, Reason: "so it is"}, nil
			})
			if !errors.Is(err, tt.err) {
				t.Errorf("error %v, want %v", err, tt.err)
			}
			if said.String() != tt.want {
				t.Errorf("got\n%swant\n%s", said.String(), tt.want)
			}
		})
	}
}
