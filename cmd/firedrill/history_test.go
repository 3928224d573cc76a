package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firedrill/internal/history/compare"
	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/scenarios"
)

// TestCompare_HardenedAgainstFragile grades runs of two labs, of which one fails its users, and compares them.
func TestCompare_HardenedAgainstFragile(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("FIREDRILL_STATE", filepath.Join(dir, "state"))
	var names []string
	for n := range 3 {
		names = append(names, synthetic(t, fmt.Sprintf("f%d", n), "fragile", uint64(n+1), 0.4))
		synthetic(t, fmt.Sprintf("h%d", n), "hardened", uint64(n+10), 0)
	}
	for _, run := range []string{"f0", "f1", "f2"} {
		typed(t, exitFail, "grade", run)
	}
	for _, run := range []string{"h0", "h1", "h2"} {
		typed(t, exitPass, "grade", run)
	}
	if list := typed(t, exitPass, "history", "--lab", "hardened"); strings.Count(list, "synthetic on hardened") != 3 || strings.Contains(list, "fragile") {
		t.Errorf("history says\n%s", list)
	}
	var c compare.Comparison
	if err := json.Unmarshal([]byte(typed(t, exitPass, "compare", strings.Join(names, ","), "synthetic@hardened", "--json")), &c); err != nil {
		t.Fatal(err)
	}
	want := map[string]compare.Kind{"fault failed": compare.Better, "fault throughput": compare.Better, "baseline failed": compare.Within, "run score": compare.Better}
	for _, s := range c.Signals {
		if kind, ok := want[s.Phase+" "+s.Name]; ok && s.Kind != kind {
			t.Errorf("%s %s is %s, want %s: %+v", s.Phase, s.Name, s.Kind, kind, s.Change)
		}
		delete(want, s.Phase+" "+s.Name)
	}
	if len(want) > 0 || len(c.Objectives) == 0 || c.Objectives[0].MetA != 0 || c.Objectives[0].MetB != 3 {
		t.Errorf("not there: %v; objectives %+v", want, c.Objectives)
	}
	if text := typed(t, exitPass, "compare", "synthetic@hardened", "synthetic@fragile"); !strings.Contains(text, "worse") {
		t.Errorf("the other way round:\n%s", text)
	}
}

// synthetic writes the record of a drill in which that part of the requests fails while the fault acts.
func synthetic(t *testing.T, run, lab string, seed uint64, failing float64) string {
	t.Helper()
	library, err := scenarios.Find("db-outage", nil)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(library.Source), "\nobjectives:")
	_, after, _ := strings.Cut(string(library.Source), "\ncause:")
	d := recordtest.Drill{Seed: seed, Lab: lab, Source: before + "\nobjectives:\n  - fault: failed <= 5%\n    key: true\n\ncause:" + after,
		Request: func(r *rand.Rand, phase string, s *record.Sample) {
			if phase == record.PhaseFault && r.Float64() < failing {
				recordtest.Break(s, record.ClassHTTP5App, 3000)
			}
		}}
	from, to := d.Write(t), filepath.Join("runs", run)
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(to, record.EventsFile)
	text := bytes.Replace([]byte(readFile(t, path)), []byte(`"20250314-150926-test"`), []byte(`"`+run+`"`), 1)
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return run
}

// typed runs firedrill in this process and returns what it printed.
func typed(t *testing.T, code int, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if got := run(t.Context(), args, os.Environ(), strings.NewReader(""), &stdout, &stderr); got != code {
		t.Fatalf("firedrill %s: exit %d, want %d\n%s%s", strings.Join(args, " "), got, code, stdout.String(), stderr.String())
	}
	return stdout.String()
}
