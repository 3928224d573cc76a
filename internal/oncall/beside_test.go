package oncall_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"firedrill/internal/oncall"
)

func TestInnocent_ChangesComeBeforeTheFault(t *testing.T) {
	const quiet = 12 * time.Second
	seen := map[string]int{}
	for seed := range uint64(300) {
		changes := oncall.Innocent(seed, quiet, []string{"shop-1", "shop-2"})
		if again := oncall.Innocent(seed, quiet, []string{"shop-1", "shop-2"}); !reflect.DeepEqual(changes, again) {
			t.Fatalf("seed %d: %v, then %v", seed, changes, again)
		}
		if len(changes) == 0 {
			t.Fatalf("seed %d: no change", seed)
		}
		for _, c := range changes {
			verb, rest, _ := strings.Cut(c.String(), " ")
			service, _, _ := strings.Cut(rest, " ")
			seen[verb]++
			switch {
			case c.Schema != "" && c.After > quiet: // does not touch what is broken
			case c.After < 0 || c.After >= quiet:
				t.Errorf("seed %d: %s at %s, when something may be broken", seed, c, c.After)
			case strings.HasPrefix(service, "shop-") && c.After > 0:
				t.Errorf("seed %d: %s while users are there", seed, c)
			case service != "shop-1" && service != "shop-2" && service != "nginx":
				t.Errorf("seed %d: %s of a service that is not there", seed, c)
			}
		}
	}
	for _, verb := range []string{"deploy", "env", "config"} {
		if seen[verb] < 50 {
			t.Errorf("%d of 300 rounds have a %s: %v", seen[verb], verb, seen)
		}
	}
}

func TestNoisy_LastsForTheLongestRound(t *testing.T) {
	for seed := range uint64(50) {
		n := oncall.Noisy(seed)
		if !reflect.DeepEqual(n, oncall.Noisy(seed)) {
			t.Fatalf("seed %d gives another noise", seed)
		}
		var all time.Duration
		for _, b := range n.Bursts {
			if all += b.After; len(b.Paths) == 0 || b.After < time.Second {
				t.Errorf("seed %d: burst %+v", seed, b)
			}
		}
		if all < oncall.When(seed).Limit || len(n.Report) == 0 || len(n.Count) == 0 || n.Every < time.Second {
			t.Errorf("seed %d: %s of %+v", seed, all, n)
		}
		if !strings.HasPrefix(n.Report, "SELECT ") {
			t.Errorf("seed %d: a report that may change something: %q", seed, n.Report)
		}
	}
}

func TestHint_RefusedWithNoHints(t *testing.T) {
	r := &oncall.Round{Scenario: frozen(), Modifiers: oncall.Modifiers{NoHints: true}}
	r.Note(time.Minute, oncall.Paged, "")
	if hint, err := r.Hint(2 * time.Minute); err == nil || hint != "" || r.Has(oncall.Hinted) {
		t.Errorf("got %q, %v, and %+v", hint, err, r.Log)
	}
}
