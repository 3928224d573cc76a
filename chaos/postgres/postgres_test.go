package postgres_test

import (
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/labtest"
)

func TestLock_IsReleasedBeforeSessionsAreEnded(t *testing.T) {
	f, target, stores, undo := labtest.OnStores(t, "postgres.lock", "postgres", map[string]string{"table": "orders"}, nil)
	if err := f.Inject(t.Context(), target, undo); err != nil {
		t.Fatal(err)
	}
	if err := f.Revert(t.Context(), target, undo); err != nil {
		t.Fatal(err)
	}
	asked := stores.Asked()
	if len(asked) != 3 || !strings.HasPrefix(asked[0], "hold: job_") || !strings.HasPrefix(asked[1], "release: job_") ||
		!strings.Contains(asked[2], "pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'job_") {
		t.Errorf("asked %q", asked)
	}
}

func TestProve_NeedsTheExpectedRefusal(t *testing.T) {
	for code, want := range map[string]bool{"25006": true, "42501": false, chaos.CodeTimeout: false, "": false} {
		f, target, _, undo := labtest.OnStores(t, "postgres.read-only", "postgres", nil, func(ask string) ([][]string, error) {
			switch {
			case strings.HasPrefix(ask, "shop:") && code != "":
				return nil, &chaos.Refused{Code: code, Message: "no"}
			case strings.Contains(ask, "count(*) > 0"):
				return [][]string{{"t", "it is set"}}, nil
			}
			return [][]string{{"0"}}, nil
		})
		if p := f.Prove(t.Context(), target, undo); !p.Mechanism.OK || p.Effect.OK != want {
			t.Errorf("code %q: got %+v, want an effect: %v", code, p, want)
		}
	}
}

func TestGone_UnknownStateIsNotGone(t *testing.T) {
	for name, c := range map[string]struct {
		left [][]string
		shop error
		want bool
	}{
		"gone":             {[][]string{{"t", "nothing left"}}, nil, true},
		"left":             {[][]string{{"f", "still there"}}, nil, false},
		"no answer":        {nil, nil, false},
		"users are hit":    {[][]string{{"t", "nothing left"}}, &chaos.Refused{Code: "25006"}, false},
		"users are locked": {[][]string{{"t", "nothing left"}}, &chaos.Refused{Code: "28P01"}, false},
	} {
		planning := true
		f, target, _, undo := labtest.OnStores(t, "postgres.read-only", "postgres", nil, func(ask string) ([][]string, error) {
			switch {
			case planning:
				return [][]string{{"0"}}, nil
			case strings.HasPrefix(ask, "shop:"):
				return nil, c.shop
			}
			return c.left, nil
		})
		planning = false
		if got := f.Gone(t.Context(), target, undo); got.OK != c.want {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}
