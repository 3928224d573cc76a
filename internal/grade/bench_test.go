package grade

import (
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// TestGrade_LargeRecordInConstantMemory reads and grades a record of FIREDRILL_SAMPLES samples (make bench-grade uses
// ten million). The record is written first and takes about 1.3 GB in TMPDIR for ten million samples.
func TestGrade_LargeRecordInConstantMemory(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("FIREDRILL_SAMPLES"))
	if err != nil {
		t.Skip("FIREDRILL_SAMPLES says how many samples; make bench-grade sets ten million")
	}
	const rate = 5000
	third := max(1, n/rate/3)
	dir := recordtest.Drill{
		Seed: 1, Rate: rate, Baseline: third, Fault: third, Recovery: third, Request: failing(0.05, 4),
	}.Write(t)
	objectives := parse(t, "baseline: failed <= 1%", "fault: failed{route=product} <= 5%", "fault: slow(1s) <= 1%",
		"fault: p95 <= 3x baseline", "fault: p99 <= 300ms", "run: throughput >= 150/s")
	debug.FreeOSMemory()
	began := time.Now()
	r, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	w, err := signals.Measure(r, Asks(objectives))
	if err != nil {
		t.Fatal(err)
	}
	res := Grade(r.Header, w, &scenarios.Scenario{Objectives: objectives})
	took := time.Since(began)
	peak := peakRSS(t)
	t.Logf("%d samples read and graded in %v, at most %d MB resident: %s", w.Arrivals.Samples, took.Round(time.Millisecond), peak, res.Verdict)
	if took > 15*time.Second || peak > 200 {
		t.Errorf("took %v and %d MB, at most 15 s and 200 MB were to be", took, peak)
	}
}

// peakRSS returns the peak resident set size of this process in MB, as Linux reports it.
func peakRSS(t *testing.T) int {
	t.Helper()
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("no /proc to read the memory from")
	}
	for line := range strings.Lines(string(data)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmHWM:" {
			kb, _ := strconv.Atoi(f[1])
			return kb / 1024
		}
	}
	t.Fatal("no VmHWM in /proc/self/status")
	return 0
}
