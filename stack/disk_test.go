package stack_test

import (
	"slices"
	"testing"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

// withDisk returns a lab whose database has a disk of its own.
func withDisk() stack.Lab {
	lab := labtest.Lab(1)
	postgres := lab.Services[stack.Postgres]
	postgres.Disk = stack.DefaultDisk
	lab.Services[stack.Postgres] = postgres
	return lab
}

// TestKinds_NeedingADiskConform runs these kinds on real containers, like TestKinds_Conform does the others.
func TestKinds_NeedingADiskConform(t *testing.T) {
	t.Parallel()
	conform(t, "disk", withDisk(), chaos.NeedDisk)
}

// sell returns the number of orders, and adds one.
func sell(t *testing.T, running *stack.Running) string {
	t.Helper()
	rows, err := running.Target().SQL.Query(t.Context(), chaos.Query{As: chaos.AsShop, SQL: []string{
		"INSERT INTO orders (user_id, key, total_cents) SELECT 1, 'disk-' || count(*), 1 FROM orders", "SELECT count(*) FROM orders"}})
	if err != nil {
		t.Fatal(err)
	}
	return rows[0][0]
}

func TestDisk_SurvivesRestartOfDatabase(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "outlives", withDisk())
	before := sell(t, running)
	if err := running.Target().Containers.Kill(t.Context(), stack.Postgres, "KILL"); err != nil {
		t.Fatal(err)
	}
	start(t, running)
	containers := running.Target().Containers
	s, err := containers.State(t.Context(), stack.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	if err := containers.Replace(t.Context(), stack.Postgres, chaos.Replacement{Files: 500}); err != nil {
		t.Fatal(err)
	}
	start(t, running)
	if after := sell(t, running); len(after) != len(before) || after <= before {
		t.Errorf("%s orders before, %s after a kill, a new container and one more order", before, after)
	}
	if err := containers.Restore(t.Context(), stack.Postgres, s.ID); err != nil {
		t.Fatal(err)
	}
	start(t, running)
}

// start starts the database and waits until it answers.
func start(t *testing.T, running *stack.Running) {
	t.Helper()
	if err := running.Target().Containers.Start(t.Context(), stack.Postgres); err != nil {
		t.Fatal(err)
	}
	for running.Probe(t.Context(), stack.Postgres).Class != "" {
		if t.Context().Err() != nil {
			t.Fatal("postgres does not come back")
		}
	}
}

func TestDown_RemovesTheDisk(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	lab := withDisk()
	instance := labtest.Name("gone")
	running, err := stack.Up(t.Context(), e, stack.Request{Lab: lab, Instance: instance, Run: instance, Images: labtest.Images(t, e, lab)})
	if err != nil {
		t.Fatal(err)
	}
	if made := volumes(t, e, instance); len(made) != 3 {
		t.Errorf("volumes %v, want the data's and two more", made)
	}
	labs, err := stack.Labs(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(labs, func(f stack.Found) bool { return f.Instance == instance })
	if len(labs[i].Members) != 4 {
		t.Errorf("members %+v, want the four services alone", labs[i].Members)
	}
	if err := running.Release(); err != nil {
		t.Fatal(err)
	}
	if err := stack.Remove(t.Context(), e, stack.LabelRun+"="+instance); err != nil {
		t.Fatal(err)
	}
	if left := volumes(t, e, instance); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

func volumes(t *testing.T, e *engine.Engine, instance string) []engine.Volume {
	t.Helper()
	all, err := e.Volumes(t.Context(), stack.LabelLab+"="+instance)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
