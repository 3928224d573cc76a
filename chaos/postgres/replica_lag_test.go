package postgres_test

import (
	"strings"
	"testing"

	"firedrill/chaos/labtest"
)

// replicaSays answers for a database with a mark of that age, in ms, and for a replica.
type replicaSays struct{ age, delay, marks, caughtUp string }

func (r replicaSays) to(ask string) ([][]string, error) {
	switch {
	case strings.Contains(ask, "FROM pg_namespace"):
		return [][]string{{r.marks}}, nil
	case strings.Contains(ask, "SHOW recovery_min_apply_delay"):
		return [][]string{{r.delay}}, nil
	case strings.Contains(ask, ".mark"):
		return [][]string{{r.age}}, nil
	case strings.Contains(ask, "pg_last_wal_replay_lsn"):
		return [][]string{{r.caughtUp, "so far"}}, nil
	}
	return [][]string{{"0"}}, nil
}

func TestLag_Prove(t *testing.T) {
	for name, c := range map[string]struct {
		says              replicaSays
		mechanism, effect bool
	}{
		"behind":             {replicaSays{age: "900", delay: "20s", marks: "0"}, true, true},
		"too early to tell":  {replicaSays{age: "20", delay: "20s", marks: "0"}, true, false},
		"there all the same": {replicaSays{age: "900", delay: "20s", marks: "1"}, true, false},
		"not set":            {replicaSays{age: "900", delay: "0", marks: "0"}, false, true},
	} {
		f, target, _, undo := labtest.OnStores(t, "postgres.replica-lag", "postgres-replica", nil, c.says.to)
		if p := f.Prove(t.Context(), target, undo); p.Mechanism.OK != c.mechanism || p.Effect.OK != c.effect {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestLag_Gone(t *testing.T) {
	for name, c := range map[string]struct {
		says replicaSays
		want bool
	}{
		"caught up":    {replicaSays{caughtUp: "t", marks: "0"}, true},
		"still behind": {replicaSays{caughtUp: "f", marks: "0"}, false},
		"mark left":    {replicaSays{caughtUp: "t", marks: "1"}, false},
	} {
		f, target, _, undo := labtest.OnStores(t, "postgres.replica-lag", "postgres-replica", nil, c.says.to)
		if got := f.Gone(t.Context(), target, undo); got.OK != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestLag_ActsOnTheReplica(t *testing.T) {
	f, target, stores, undo := labtest.OnStores(t, "postgres.replica-lag", "postgres-replica", map[string]string{"lag": "90s"}, replicaSays{}.to)
	if err := f.Inject(t.Context(), target, undo); err != nil {
		t.Fatal(err)
	}
	if err := f.Revert(t.Context(), target, undo); err != nil {
		t.Fatal(err)
	}
	asked := strings.Join(stores.Asked()[1:], "\n")
	for _, want := range []string{"postgres-replica admin: ALTER SYSTEM SET recovery_min_apply_delay = '90000ms'", "\nadmin: CREATE SCHEMA job_",
		"postgres-replica admin: ALTER SYSTEM RESET recovery_min_apply_delay", "\nadmin: DROP SCHEMA IF EXISTS job_"} {
		if !strings.Contains(asked, want) {
			t.Errorf("asked %s\nwant %s", asked, want)
		}
	}
}
