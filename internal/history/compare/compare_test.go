package compare

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"firedrill/internal/grade"
)

var update = flag.Bool("update", false, "write the goldens anew")

// result returns a run with this failed fraction and p95, whether the objective was met or not.
func result(n int, lab string, failed int64, p95 float64, met bool) *grade.Result {
	verdict, score := grade.Fail, 40.0
	if met {
		verdict, score = grade.Pass, 100
	}
	high, recovered := 0.05, 3.0
	counts := grade.Counts{Seconds: 15, Scheduled: 3000, OK: 3000 - failed, Failed: failed - 10, Dropped: 10, Latency: grade.Latency{P95: &p95}}
	r := &grade.Result{Schema: grade.Schema, Run: fmt.Sprintf("%s-%d", lab, n), Scenario: "db-outage", Lab: lab, Verdict: verdict, Score: &score,
		Phases: []grade.Phase{{Name: "warmup"}, {Name: "fault", Counts: counts}},
		Objectives: []grade.Objective{
			{Text: "fault: failed <= 5%", Unit: "fraction", Value: float64(failed) / 3000, Bound: grade.Bound{Op: "<=", High: &high}, Verdict: verdict},
			{Text: "fault: hop = database", Unit: "hop", Value: "database", Bound: grade.Bound{Op: "="}, Verdict: grade.Pass},
		}}
	if n > 1 { // the first did not recover
		r.Recovery.Seconds = &recovered
	}
	return r
}

func sets() (a, b Set) {
	a, b = Set{Name: "db-outage@fragile"}, Set{Name: "db-outage@hardened"}
	for n := range 3 {
		a.Results = append(a.Results, result(n+1, "fragile", 1300+int64(n)*30, 900+float64(n)*100, false))
		b.Results = append(b.Results, result(n+1, "hardened", 100+int64(n)*30, 950+float64(n)*100, n > 0))
	}
	a.Results[0].Objectives = append(a.Results[0].Objectives, grade.Objective{Text: "fault: p99 <= 1s"})
	b.Results[2].Objectives = append(b.Results[2].Objectives, grade.Objective{Text: "run: lost\x1b[2J orders = 0"})
	return a, b
}

func TestCompare_TextAndJSON(t *testing.T) {
	c := Compare(sets())
	var text bytes.Buffer
	if err := Text(&text, c); err != nil {
		t.Fatal(err)
	}
	golden(t, "compare.txt", text.Bytes())
	machine, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "compare.json", append(machine, '\n'))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; -update writes it anew\n%s", name, got)
	}
}
