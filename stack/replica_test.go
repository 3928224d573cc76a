package stack_test

import (
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

// sql runs a statement on one of the two databases.
func sql(t *testing.T, running *stack.Running, at, text string) (string, error) {
	t.Helper()
	rows, err := running.Target().SQL.Query(t.Context(), chaos.Query{At: at, As: chaos.AsShop, SQL: []string{text}})
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0][0], nil
}

// follows places an order in the database and waits until the replica has it.
func follows(t *testing.T, running *stack.Running, key, when string) {
	t.Helper()
	if _, err := sql(t, running, "", "INSERT INTO orders (user_id, key, total_cents) VALUES (1, '"+key+"', 1)"); err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	var n string
	var err error
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if n, err = sql(t, running, stack.Replica, "SELECT count(*) FROM orders WHERE key = '"+key+"'"); err == nil && n == "1" {
			return
		}
	}
	t.Fatalf("%s the replica has %q of 1 order: %v", when, n, err)
}

func TestReplica_FollowsAfterEachDisturbance(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "replica", labtest.WithReplica(labtest.Lab(1)))
	if n, err := sql(t, running, stack.Replica, "SELECT count(*) FROM products"); err != nil || n != "5000" {
		t.Fatalf("when the lab is up, the replica has %q products: %v", n, err)
	}
	follows(t, running, "first", "at first")
	if _, err := sql(t, running, stack.Replica, "DELETE FROM products"); err == nil {
		t.Error("the replica takes writes")
	}
	if a := running.Probe(t.Context(), stack.Replica); !a.OK {
		t.Errorf("a look at the replica: %+v", a)
	}
	c := running.Target().Containers
	does := func(errs ...error) {
		t.Helper()
		for _, err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	does(c.Kill(t.Context(), stack.Replica, "KILL"), c.Start(t.Context(), stack.Replica))
	follows(t, running, "second", "after a kill")
	does(c.Replace(t.Context(), stack.Replica, chaos.Replacement{Env: mustEnv(t, c)}))
	follows(t, running, "third", "in a new container")
	if _, err := running.Target().Config.ReadFile(t.Context(), stack.Replica, "/pgdata/backup_label.old"); err == nil {
		t.Error("it was copied, though all that was written since it was baked is still there")
	}
	if _, err := running.Target().SQL.Query(t.Context(), chaos.Query{As: chaos.AsAdmin, SQL: []string{"SELECT pg_switch_wal()"}}); err != nil {
		t.Fatal(err)
	}
	follows(t, running, "fourth", "in another file of the log")
	does(c.Replace(t.Context(), stack.Replica, chaos.Replacement{Env: mustEnv(t, c)}))
	follows(t, running, "fifth", "in a new container, when the log no longer goes back to the baked data")
	if _, err := running.Target().Config.ReadFile(t.Context(), stack.Replica, "/pgdata/backup_label.old"); err != nil {
		t.Errorf("it was not copied: %v", err)
	}
	does(c.Stop(t.Context(), stack.Postgres, 5*time.Second))
	if n, err := sql(t, running, stack.Replica, "SELECT count(*) FROM products"); err != nil || n != "5000" {
		t.Errorf("without the primary, the replica has %q products: %v", n, err)
	}
	start(t, running)
	follows(t, running, "sixth", "after a stop of the primary")
}

// mustEnv returns the replica's environment.
func mustEnv(t *testing.T, c chaos.Containers) []string {
	t.Helper()
	s, err := c.State(t.Context(), stack.Replica)
	if err != nil {
		t.Fatal(err)
	}
	env, err := c.Env(t.Context(), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	return env
}
