package chaos_test

import (
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
)

// onStores is a fault on stores that answer as a test says, and what its plan noted.
func onStores(t *testing.T, kind, on string, params map[string]string, answer func(string) ([][]string, error)) (chaos.Fault, labtest.StoreLab, chaos.Undo) {
	t.Helper()
	f, problems := catalogue.All().Decode(kind, on, params)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	lab := labtest.StoreLab{Lab: labtest.New(nil, on), Fake: &labtest.Stores{Answer: answer}}
	undo, err := f.Plan(t.Context(), lab)
	if err != nil {
		t.Fatal(err)
	}
	return f, lab, undo
}

// verbs are the first words of what was asked.
func verbs(asked []string) string {
	var out []string
	for _, a := range asked {
		words := strings.Fields(a)
		out = append(out, strings.Join(words[:min(2, len(words))], " "))
	}
	return strings.Join(out, ", ")
}

func TestALockIsHeldAndReleasedBeforeSessionsOfOthersAreEnded(t *testing.T) {
	f, lab, undo := onStores(t, "postgres.lock", "postgres", map[string]string{"table": "orders"}, nil)
	if err := f.Inject(t.Context(), lab, undo); err != nil {
		t.Fatal(err)
	}
	if err := f.Revert(t.Context(), lab, undo); err != nil {
		t.Fatal(err)
	}
	asked := lab.Fake.Asked()
	if len(asked) != 3 || !strings.HasPrefix(asked[0], "hold: job_") || !strings.HasPrefix(asked[1], "release: job_") ||
		!strings.Contains(asked[2], "pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'job_") {
		t.Errorf("asked %q", asked)
	}
}

func TestOnlyTheExpectedRefusalProvesAnEffect(t *testing.T) {
	for code, want := range map[string]bool{"25006": true, "42501": false, chaos.CodeTimeout: false, "": false} {
		f, lab, undo := onStores(t, "postgres.read-only", "postgres", nil, func(ask string) ([][]string, error) {
			switch {
			case strings.HasPrefix(ask, "shop:") && code != "":
				return nil, &chaos.Refused{Code: code, Message: "no"}
			case strings.Contains(ask, "count(*) > 0"):
				return [][]string{{"t", "it is set"}}, nil
			}
			return [][]string{{"0"}}, nil
		})
		if p := f.Prove(t.Context(), lab, undo); !p.Mechanism.OK || p.Effect.OK != want {
			t.Errorf("code %q: got %+v, want an effect: %v", code, p, want)
		}
	}
}

func TestWhatCannotBeSeenIsNotGone(t *testing.T) {
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
		f, lab, undo := onStores(t, "postgres.read-only", "postgres", nil, func(ask string) ([][]string, error) {
			switch {
			case planning:
				return [][]string{{"0"}}, nil
			case strings.HasPrefix(ask, "shop:"):
				return nil, c.shop
			}
			return c.left, nil
		})
		planning = false
		if got := f.Gone(t.Context(), lab, undo); got.OK != c.want {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestTheUndoOfAPasswordHoldsAName(t *testing.T) {
	for kind, on := range map[string]string{"postgres.rotate-password": "postgres", "redis.rotate-password": "redis"} {
		_, _, undo := onStores(t, kind, on, nil, nil)
		if got := string(undo); !strings.HasPrefix(got, `{"tag":"job_`) || len(got) != len(`{"tag":"job_12345678"}`) {
			t.Errorf("%s: the undo is %s", kind, got)
		}
	}
}

func TestStoresRefuseWhatIsNoName(t *testing.T) {
	for _, c := range []struct {
		kind, on string
		params   map[string]string
		want     string
	}{
		{"postgres.lock", "postgres", map[string]string{"table": "a; DROP TABLE b"}, "no plain name"},
		{"postgres.lock", "redis", map[string]string{"table": "orders"}, `"redis" is not postgres`},
		{"postgres.rename-column", "postgres", map[string]string{"table": "a", "column": `b"`}, "no plain name"},
		{"postgres.slow-table", "postgres", map[string]string{"table": "a", "delay": "1m"}, "must be from 20ms to 3s"},
		{"postgres.connections", "postgres", map[string]string{"leave": "-1"}, "not a whole number"},
		{"postgres.kill-backends", "postgres", map[string]string{"every": "1ms"}, "must be from 100ms to 3s"},
		{"redis.pause", "redis", map[string]string{"each": "1h"}, "must be from 200ms to 8s"},
		{"redis.expire", "redis", map[string]string{"pattern": "[ab]*"}, "no simple pattern"},
		{"redis.flush", "postgres", nil, `"postgres" is not redis`},
	} {
		problems := catalogue.All().Check(c.kind, c.on, c.params)
		if len(problems) != 1 || !strings.Contains(problems[0].Message, c.want) {
			t.Errorf("%s %v: got %q, want one that says %q", c.kind, c.params, problems, c.want)
		}
	}
}

func TestRedisPasswordComesBackBeforeTheSpareUserGoes(t *testing.T) {
	f, lab, undo := onStores(t, "redis.rotate-password", "redis", nil, nil)
	if err := f.Inject(t.Context(), lab, undo); err != nil {
		t.Fatal(err)
	}
	if err := f.Revert(t.Context(), lab, undo); err != nil {
		t.Fatal(err)
	}
	want := "redis: PING, redis: ACL, redis: ACL, redis: CONFIG, redis: CLIENT, redis: CONFIG, redis: ACL"
	if got := verbs(lab.Fake.Asked()); got != want {
		t.Errorf("asked %s\nwant  %s", got, want)
	}
}
