package main

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"
	"time"

	"firedrill/internal/grade"
	"firedrill/internal/library"
	"firedrill/internal/verify"
	"firedrill/scenarios"
)

// busyDrills are run beside noise: two or three of each hop, and both controls.
var busyDrills = []string{
	"all-quiet", "decoy-restart", "dns-down", "firewall-drop", "firewall-reject", "cert-expired", "wrong-upstream-port", "body-limit",
	"clock-skew", "app-crash-loop", "env-missing", "bad-deploy-errors", "cpu-starved", "redis-down", "redis-frozen", "env-pool-one",
	"db-outage", "db-frozen", "db-lock", "db-slow-link",
}

const (
	busyInvalid = 4                // of 40 drills beside light noise that may be invalid
	busyEnd     = 40 * time.Second // from a drill's first request, within which one that can't be held must end
)

// TestProofBusy runs drills while something else keeps the machine busy, which make proof-busy starts. None may come to
// a wrong verdict or name a wrong hop. Those that can't be judged must say so: a few beside light noise, and beside heavy noise
// before anything is injected. FIREDRILL_TEST_BUSY is light or heavy, FIREDRILL_TEST_TIMES how often each drill is run.
func TestProofBusy(t *testing.T) {
	strength := os.Getenv("FIREDRILL_TEST_BUSY")
	if strength == "" {
		t.Skip("make proof-busy runs it beside noise")
	}
	times, err := strconv.Atoi(os.Getenv("FIREDRILL_TEST_TIMES"))
	if err != nil {
		times = 1
	}
	book, err := verify.OpenBook("../../docs/verified.json")
	if err != nil {
		t.Fatal(err)
	}
	busy, err := verify.OpenBook(os.Getenv("FIREDRILL_TEST_BOOK"))
	if err != nil {
		t.Fatal(err)
	}
	r, runs, invalid := newRig(t), 0, 0
	for range times {
		for _, name := range busyDrills {
			s, err := scenarios.Find(name, library.Faults())
			if err != nil {
				t.Fatal(err)
			}
			runs++
			if busyDrill(t, r, s, book, busy).Verdict == grade.Invalid {
				invalid++
			}
		}
	}
	t.Logf("%d drills beside %s noise, %d invalid", runs, strength, invalid)
	if strength == "light" && invalid*40 > busyInvalid*runs {
		t.Errorf("%d of %d drills beside light noise are invalid, more than %d of 40", invalid, runs, busyInvalid)
	}
}

// busyDrill runs one drill and compares it with what verification found on a quiet machine.
func busyDrill(t *testing.T, r *rig, s *scenarios.Scenario, quiet, busy *verify.Book) *grade.Result {
	t.Helper()
	began := time.Now()
	said := r.callWithin(longCall, "run", s.Name, "--json")
	var got grade.Result
	if err := json.Unmarshal([]byte(said.stdout), &got); err != nil {
		t.Errorf("%s: exit %d, no result: %v: %s", s.Name, said.code, err, said.stderr)
		return &grade.Result{Verdict: grade.Invalid}
	}
	t.Logf("%-20s exit %d %-12s hop %-10s %5.1f s  %s", s.Name, said.code, got.Verdict, got.Incident.Hop, time.Since(began).Seconds(), got.Reason)
	if err := busy.Add(s.Name, verify.Finding{Check: verify.Shows, OK: got.Verdict != grade.Invalid, Saw: got.Reason, Run: got.Run,
		Verdict: got.Verdict, Hop: got.Incident.Hop, At: began.UTC().Truncate(time.Second)}); err != nil {
		t.Error(err)
	}
	switch hop := got.Incident.Hop; {
	case got.Verdict == grade.Invalid:
		endedEarly(t, s, &got)
	case got.Verdict != grade.Inconclusive && !shown(quiet, s.Name, got.Verdict):
		t.Errorf("%s: verdict %s, which verification never found: %s", s.Name, got.Verdict, got.Reason)
	case hop != s.Hop && hop != "unknown":
		t.Errorf("%s: hop %s, not %s: %s", s.Name, hop, s.Hop, got.Incident.Why)
	}
	return &got
}

// endedEarly demands that a drill which the machine could not carry ended before its first fault.
func endedEarly(t *testing.T, s *scenarios.Scenario, got *grade.Result) {
	t.Helper()
	if !got.Code.Busy() {
		t.Errorf("%s: invalid for another reason than the machine, %s: %s", s.Name, got.Code, got.Reason)
	}
	for _, f := range got.Faults {
		if f.Injected != nil {
			t.Logf("%s: invalid after injection: %s", s.Name, got.Reason)
			return
		}
	}
	var seconds float64
	for _, p := range got.Phases {
		seconds += p.Seconds
	}
	if seconds > busyEnd.Seconds() {
		t.Errorf("%s: ended %.1f s after its first request, more than %s", s.Name, seconds, busyEnd)
	}
}

// shown says that verification found that verdict with the scenario's fault.
func shown(b *verify.Book, name string, v grade.Verdict) bool {
	for _, check := range []verify.Check{verify.Shows, verify.Repeats} {
		for _, f := range b.Findings[name][check] {
			if f.OK && f.Verdict == v {
				return true
			}
		}
	}
	return false
}
