package grade

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/signals"
	"firedrill/internal/topology"
	"firedrill/scenarios"
)

// troubled contains every kind of failure, often enough for a p99.
func troubled(r *rand.Rand, phase string, s *record.Sample) {
	switch {
	case phase != record.PhaseFault:
	case s.Seq%7 == 0:
		recordtest.Break(s, record.ClassHTTP5App, 3000+r.Int64N(5000))
		s.FailedAt = topology.HopDatabase
	case s.Seq%11 == 0:
		recordtest.Break(s, record.ClassTimeout, 1_500_000+r.Int64N(19_000_000))
	case s.Seq%13 == 0:
		recordtest.Hold(s, 200_000+r.Int64N(900_000))
	case s.Seq%17 == 0:
		recordtest.Drop(s)
	}
}

// TestGrade_AgreesWithAnIndependentReader has a shell script recompute counts, fractions and percentiles from the
// record, and asks for equality, digit for digit.
func TestGrade_AgreesWithAnIndependentReader(t *testing.T) {
	if _, err := exec.LookPath("awk"); err != nil {
		t.Skip("there is no awk here to read the record with")
	}
	texts := []string{"failed <= 1%", "slow(300ms) <= 1%", "p50 <= 1s", "p95 <= 1s", "p99 <= 1s"}
	var objectives []scenarios.Objective
	for _, phase := range []string{"warmup", "baseline", "fault", "recovery", "run"} {
		for _, text := range texts {
			name, bound, _ := strings.Cut(text, " ")
			for _, labels := range []string{"", "route=browse", "route=product", "route=order", "route=login"} {
				if labels != "" {
					labels = "{" + labels + "}"
				}
				objectives = append(objectives, parse(t, phase+": "+name+labels+" "+bound)...)
			}
		}
	}
	for _, class := range []string{record.ClassHTTP5App, record.ClassTimeout, record.ClassDropped} {
		objectives = append(objectives, parse(t, "fault: failed{class="+class+"} <= 1%")...)
	}
	dir := recordtest.Drill{Seed: 8, Rate: 900, Warmup: 3, Request: troubled}.Write(t)
	rec, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	w, err := signals.Measure(rec, Asks(objectives))
	if err != nil {
		t.Fatal(err)
	}
	ours := numbers(Grade(rec.Header, w, &scenarios.Scenario{Objectives: objectives, Load: scenarios.Load{Rate: 900}}))
	out, err := exec.Command("sh", "testdata/recompute.sh", dir, filepath.Join(t.TempDir(), "latencies")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	theirs := map[string]string{}
	for line := range strings.Lines(string(out)) {
		i := strings.LastIndex(strings.TrimSpace(line), " ")
		theirs[line[:i]] = strings.TrimSpace(line[i:])
	}
	for what, value := range ours {
		if theirs[what] != value {
			t.Errorf("%s: %s, an independent reader finds %q", what, value, theirs[what])
		}
	}
	if t.Logf("%d numbers compared", len(ours)); len(ours) < 150 {
		t.Error("too few numbers")
	}
}

// numbers formats the values of a result as the script does.
func numbers(r *Result) map[string]string {
	all := map[string]string{}
	for i := range r.Phases {
		counted(all, r.Phases[i].Name+" all", &r.Phases[i].Counts)
	}
	for i := range r.Routes {
		counted(all, r.Routes[i].Phase+" route="+r.Routes[i].Route, &r.Routes[i].Counts)
	}
	for i := range r.Objectives {
		if v, known := r.Objectives[i].Value.(float64); known {
			key, text := bounded(&r.Objectives[i], v)
			all[key] = text
		}
	}
	return all
}

func counted(all map[string]string, key string, c *Counts) {
	all[key+" scheduled"], all[key+" dropped"] = fmt.Sprint(c.Scheduled), fmt.Sprint(c.Dropped)
	for class, n := range c.Errors {
		all[key+" class="+class] = fmt.Sprint(n)
	}
	if n := c.FailedAt["database"]; n > 0 {
		all[key+" at=database"] = fmt.Sprint(n)
	}
	for name, v := range map[string]*float64{"p50": c.Latency.P50, "p95": c.Latency.P95, "p99": c.Latency.P99, "max": c.Latency.Max} {
		if v != nil {
			all[key+" "+name] = fmt.Sprintf("%.3f", *v)
		}
	}
}

// bounded names an objective's value as the script does. A fraction of a class is compared as a count.
func bounded(o *Objective, v float64) (key, text string) {
	name, _, _ := strings.Cut(strings.TrimPrefix(o.Text, o.Phase+": "), " ")
	signal, label, _ := strings.Cut(strings.TrimSuffix(name, "}"), "{")
	signal, _, _ = strings.Cut(signal, "(")
	switch {
	case strings.HasPrefix(label, "class="):
		return o.Phase + " all " + label, fmt.Sprintf("%.0f", v*float64(*o.N))
	case label == "":
		label = "all"
	}
	if strings.HasPrefix(signal, "p") {
		return o.Phase + " " + label + " " + signal, fmt.Sprintf("%.3f", v)
	}
	return o.Phase + " " + label + " " + signal, fmt.Sprintf("%.6f", v)
}
