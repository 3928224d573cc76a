package drill

import (
	"strings"
	"testing"
	"time"

	"firedrill/internal/canary"
	"firedrill/internal/record"
)

// kind describes one second of a made-up baseline, at 200 requests per second.
type kind struct {
	late, failed, dropped int
	stalled, busy         float64 // of two processors; the lab uses labUses
	labUses               float64
}

var (
	quietSecond = kind{busy: 0.6, labUses: 0.4}
	lateSecond  = kind{late: 10, stalled: 0.3, busy: 2, labUses: 0.4}
	sickSecond  = kind{failed: 130, busy: 1.9, labUses: 1.7}
)

// calmOf returns a calm that has counted the given seconds.
func calmOf(seconds ...kind) *calm {
	c := &calm{}
	for i, k := range seconds {
		from := int64(i) * microseconds
		var batch []record.Sample
		for n := range 200 {
			s := record.Sample{Due: from + int64(n)*5000, Sent: from + int64(n)*5000}
			switch {
			case n < k.late:
				s.Sent += 60_000
			case n < k.late+k.failed:
				s.Class = record.ClassTimeout
			case n < k.late+k.failed+k.dropped:
				s.Sent, s.Class = record.Absent, record.ClassDropped
			}
			batch = append(batch, s)
		}
		c.samples(batch)
		c.lab(from, []record.Gauge{{Service: "shop-1", Name: record.GaugeCPU, Value: k.labUses}})
		cores := 2.0
		c.machine(from, &canary.Second{Stalled: k.stalled, Machine: canary.Machine{Cores: &cores, Busy: &k.busy}})
	}
	return c
}

func times(n int, k kind) []kind {
	var all []kind
	for range n {
		all = append(all, k)
	}
	return all
}

func TestCalmWindow_ProblemNamesTheMachineOrTheLab(t *testing.T) {
	tests := map[string]struct {
		seconds kind
		code    record.Code // "" if calm
		why     string
	}{
		"calm":                              {quietSecond, "", ""},
		"late, machine full of others":      {lateSecond, record.CodeMachineBusy, "this machine is too busy: 5% of the requests of 12 s were sent more than 50 ms late or not at all (limit 0.5%), the client stood still for 3.6 of 12 s, 2.0 of 2 processors are in use, 1.6 of them by other programs"},
		"canary late alone":                 {kind{stalled: 0.06, busy: 0.6, labUses: 0.4}, record.CodeMachineBusy, "the client stood still for 0.7 of 12 s"},
		"users unwell, lab at work":         {sickSecond, record.CodeBaselineUnhealthy, "the baseline is not healthy: 65% of 2,400 requests failed before any fault (limit 1%)"},
		"users unwell on a crowded machine": {kind{failed: 20, busy: 2, labUses: 0.5}, record.CodeMachineBusy, "this machine is too busy: 2.0 of 2 processors"},
		"dropped":                           {kind{dropped: 20, busy: 1.9, labUses: 1.7}, record.CodeBaselineUnhealthy, "10% of 2,400 requests failed"},
		"late by the drill's own work":      {kind{late: 10, busy: 1.9, labUses: 1.7}, record.CodeLoadNotHeld, "the load was not held: 5% of the requests"},
		"others busy, load held":            {kind{busy: 2, labUses: 0.4}, "", ""},
	}
	for name, test := range tests {
		w := calmOf(times(12, test.seconds)...).window(0, 12)
		if w.calm() != (test.code == "") {
			t.Errorf("%s: calm %t", name, w.calm())
			continue
		}
		if test.code == "" {
			continue
		}
		if got := w.problem(); got.Code != test.code || !strings.Contains(got.Why, test.why) {
			t.Errorf("%s: %s: %s, want %s: %s", name, got.Code, got.Why, test.code, test.why)
		}
	}
}

func TestBaseline_RepeatsOnceCalm(t *testing.T) {
	b := baseline{from: 3 * time.Second, end: 15 * time.Second, rate: 200}
	seconds := append(times(10, quietSecond), lateSecond, lateSecond) // late from 10 s to 12 s
	seconds = append(seconds, times(30, quietSecond)...)
	for now := 16; now < 23; now++ {
		at := time.Duration(now)*time.Second + 400*time.Millisecond
		c := calmOf(seconds[:now]...)
		start, ok := b.anew(c, at)
		if ok || b.asPlanned(c, at) {
			t.Errorf("at %d s: calm from %s", now, start)
		}
		if b.hopeless(c, at) {
			t.Errorf("at %d s: given up", now)
		}
	}
	// One late second in a baseline of 12 s is below the limit.
	if start, ok := b.anew(calmOf(seconds[:23]...), 23400*time.Millisecond); !ok || start != 11*time.Second {
		t.Errorf("at 23 s: calm %t, from %s", ok, start)
	}
}

func TestBaseline_HopelessOnceNoStretchCanBeCalm(t *testing.T) {
	b := baseline{from: 3 * time.Second, end: 15 * time.Second, rate: 200}
	for name, k := range map[string]kind{"late": lateSecond, "sick": sickSecond} {
		at := 0
		for now := 16; now < 50 && at == 0; now++ {
			if b.hopeless(calmOf(times(now, k)...), time.Duration(now)*time.Second+400*time.Millisecond) {
				at = now
			}
		}
		if at < 24 || at > 29 {
			t.Errorf("%s: given up at %d s, want about 26 s: a calm baseline needs 12 s, and the extension ends at 38 s", name, at)
		}
	}
	if b.hopeless(calmOf(times(16, quietSecond)...), 16400*time.Millisecond) {
		t.Error("a calm baseline is given up")
	}
}

func TestBaseline_UsesACalmOneAsPlanned(t *testing.T) {
	b := baseline{from: 3 * time.Second, end: 15 * time.Second, rate: 200}
	if !b.asPlanned(calmOf(times(15, quietSecond)...), 15300*time.Millisecond) {
		t.Error("a calm baseline is not used")
	}
	if b.asPlanned(&calm{}, 15300*time.Millisecond) {
		t.Error("a baseline without a request is used")
	}
}

func TestBusyNow_OmitsIrrelevantLoad(t *testing.T) {
	if got := calmOf(times(5, quietSecond)...).busyNow(); got != "" {
		t.Errorf("calm: %q", got)
	}
	if got, want := calmOf(times(5, lateSecond)...).busyNow(), "the client stood still for 0.9 of 3 s, 2.0 of 2 processors are in use, 1.6 of them by other programs"; got != want {
		t.Errorf("busy: %q, want %q", got, want)
	}
}

func TestBaseline_LastEnd(t *testing.T) {
	for end, want := range map[time.Duration]time.Duration{5 * time.Second: 35 * time.Second, 15 * time.Second: 38 * time.Second, 60 * time.Second: 70 * time.Second} {
		if got := (baseline{end: end}).lastEnd(); got != want {
			t.Errorf("a baseline that is planned until %s: %s, want %s", end, got, want)
		}
	}
}
