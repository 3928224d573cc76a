package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"firedrill/internal/labtest"
	"firedrill/internal/verify"
	"firedrill/internal/verify/trials"
)

// sampled are drills of four hops. make verify does them all, and in every way.
var sampled = []string{"cert-expired", "body-limit", "env-missing", "redis-frozen"}

func TestVerify_DrillsShowWhatTheyPromise(t *testing.T) {
	labtest.Beside(t, 2*labtest.Loaded)
	r := newRig(t)
	said := r.callWithin(longCall, append([]string{"verify", "--only", "shows", "--jobs", "2", "--json"}, sampled...)...)
	var found map[string]map[verify.Check][]verify.Finding
	if err := json.Unmarshal([]byte(said.stdout), &found); err != nil {
		t.Fatalf("exit %d: %v\n%s%s", said.code, err, said.stdout, said.stderr)
	}
	for _, name := range sampled {
		if len(found[name][verify.Shows]) != 1 || len(found[name]) != 1 {
			t.Errorf("%s: %+v", name, found[name])
			continue
		}
		switch f := found[name][verify.Shows][0]; {
		case f.OK:
		case f.Code.Busy():
			t.Logf("this machine is busy: %s: %s", name, f.Saw)
		default:
			t.Errorf("%s: %s", name, f.Saw)
		}
	}
}

func TestAFileIsKnownByTheNameOfItsScenario(t *testing.T) {
	all, err := (&app{}).rounds().Named([]string{"../../scenarios/all-quiet.yaml", "db-lock"})
	if got := trials.Names(all); err != nil || !slices.Equal(got, []string{"all-quiet", "db-lock"}) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestACheckThatThereIsNotNamesTheNearest(t *testing.T) {
	_, err := checksOf([]string{"show"})
	if err == nil || !strings.Contains(err.Error(), "did you mean shows?") {
		t.Errorf("%v", err)
	}
}
