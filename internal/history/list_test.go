package history

import (
	"bytes"
	"testing"

	"firedrill/internal/grade"
)

func TestTable_ShowsKeyFigures(t *testing.T) {
	score, letter, p95, none := 70.0, "F", 1234.5, 0
	full := &grade.Result{Run: "r1", Scenario: "db-outage", Lab: "fragile", Verdict: grade.Fail, Score: &score, Letter: &letter,
		Phases: []grade.Phase{{Name: "baseline", Counts: grade.Counts{Scheduled: 10}},
			{Name: "fault", Counts: grade.Counts{Scheduled: 200, Failed: 40, Dropped: 10, Latency: grade.Latency{P95: &p95}}}},
		Recovery: grade.Recovery{Seconds: new(3.0)}, Detection: grade.Detection{Seconds: new(0.0)}, Audit: grade.Audit{Lost: &none}}
	bare := &grade.Result{Run: "r2", Scenario: "odd\x1b[2J", Lab: "fragile", Verdict: grade.Invalid}
	var b bytes.Buffer
	if err := Table(&b, []Line{LineOf(full), LineOf(bare)}); err != nil {
		t.Fatal(err)
	}
	const want = "" +
		"RUN  DRILL                 VERDICT  SCORE  FAILED  P95     DETECTED  RECOVERED  LOST\n" +
		"r1   db-outage on fragile  fail     70 F   25%     1.23 s  0 s       3 s        0\n" +
		"r2   odd?[2J on fragile    invalid  –      –       –       –         –          –\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
