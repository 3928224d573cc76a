package drill

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
	"firedrill/internal/record"
)

// openRun creates a registered run whose journal another process holds.
func openRun(t *testing.T, h Home, o Owner) *Journal {
	t.Helper()
	path := h.JournalPath(o.Run)
	j, err := CreateJournal(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	if err := h.Add(o.Run, path); err != nil {
		t.Fatal(err)
	}
	return j
}

func shopLimit(id string) chaos.Order {
	return chaos.Order{ID: id, Kind: "cpu.limit", On: "shop-1", Params: map[string]string{"cpus": "0.5"}}
}

// rigOf returns the injector of one run, on a lab that other runs act on too.
func rigOf(h Home, j *Journal, lab *labtest.Lab) *chaos.Injector {
	o, _ := j.Owner()
	return chaos.NewInjector(chaos.Setup{Index: catalogue.All(), Target: lab.Target, Prober: labtest.Everything{}, Journal: j, Elsewhere: h.Elsewhere(o)})
}

func TestElsewhere_FaultOfAnotherRunIsRefusedUntilItIsReverted(t *testing.T) {
	h, lab := Home{t.TempDir()}, labtest.New(nil, "shop-1")
	a := openRun(t, h, Owner{Run: "a", Instance: "fragile", Engine: "e", Lab: "up-1", Kept: true, For: time.Hour})
	b := openRun(t, h, Owner{Run: "b", Instance: "fragile", Engine: "e", Lab: "up-1", Kept: true})
	first := rigOf(h, a, lab)
	if _, err := first.Apply(t.Context(), shopLimit("x")); err != nil {
		t.Fatal(err)
	}
	_, err := rigOf(h, b, lab).Apply(t.Context(), shopLimit("x"))
	refused, ok := errors.AsType[*chaos.InForceError](err)
	if !ok || refused.By.Run != "a" || time.Until(refused.By.Until) < 50*time.Minute {
		t.Fatalf("got %v, by %+v", err, refused)
	}
	if open := b.Open(); len(open) != 0 {
		t.Errorf("a refused fault is in the journal: %+v", open)
	}
	first.RevertAll(t.Context())
	if _, err := rigOf(h, b, lab).Apply(t.Context(), shopLimit("x")); err != nil {
		t.Errorf("after the revert: %v", err)
	}
}

func TestElsewhere_AdmitsOneOfTwoConcurrentFaults(t *testing.T) {
	h, lab := Home{t.TempDir()}, labtest.New(nil, "shop-1")
	errs := make(chan error, 6)
	for i := range cap(errs) {
		j := openRun(t, h, Owner{Run: string(rune('a' + i)), Instance: "fragile", Engine: "e", Kept: true})
		go func() {
			_, err := rigOf(h, j, lab).Apply(t.Context(), shopLimit("x"))
			errs <- err
		}()
	}
	admitted := 0
	for range cap(errs) {
		err := <-errs
		if _, refused := errors.AsType[*chaos.InForceError](err); err == nil {
			admitted++
		} else if !refused {
			t.Error(err)
		}
	}
	if admitted != 1 {
		t.Errorf("%d of %d were admitted, want one", admitted, cap(errs))
	}
}

func TestElsewhere_ListsUnrevertedFaultsOfTheSameLab(t *testing.T) {
	own := Owner{Run: "own", Instance: "fragile", Engine: "e", Lab: "up-1"}
	for _, c := range []struct {
		name   string
		other  Owner
		sealed bool
		then   func(*Journal)
		want   int
	}{
		{"same lab", Owner{Instance: "fragile", Engine: "e", Lab: "up-1"}, false, nil, 1},
		{"journal of an older version", Owner{Instance: "fragile", Engine: "e"}, false, nil, 1},
		{"earlier lab of the same name", Owner{Instance: "fragile", Engine: "e", Lab: "up-0"}, false, nil, 0},
		{"another lab", Owner{Instance: "hardened", Engine: "e", Lab: "up-1"}, false, nil, 0},
		{"another engine", Owner{Instance: "fragile", Engine: "f", Lab: "up-1"}, false, nil, 0},
		{"reverted", Owner{Instance: "fragile", Engine: "e"}, false, func(j *Journal) { j.Reverted("x", nil) }, 0},
		{"revert failed", Owner{Instance: "fragile", Engine: "e"}, false, func(j *Journal) { j.Reverted("x", errors.New("busy")) }, 1},
		{"gone", Owner{Instance: "fragile", Engine: "e"}, false, func(j *Journal) { j.Gone("x", record.Check{OK: true}) }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := Home{t.TempDir()}
			c.other.Run = "other"
			j := openRun(t, h, c.other)
			if err := j.Planned(chaos.Entry{ID: "x", Kind: "cpu.limit", On: "shop-1"}); err != nil {
				t.Fatal(err)
			}
			if c.then != nil {
				c.then(j)
			}
			list, unlock, err := h.Elsewhere(own).Lock(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			unlock()
			if len(list) != c.want {
				t.Errorf("got %+v, want %d", list, c.want)
			}
		})
	}
}

func TestElsewhere_HidesSealedRuns(t *testing.T) {
	h := Home{t.TempDir()}
	o := Owner{Run: "round", Instance: "fragile", Engine: "e"}
	j, err := CreateJournal(h.Sealed("round")+"/"+journalFile, o)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := errors.Join(h.Add("round", h.Sealed("round")+"/"+journalFile), j.Planned(chaos.Entry{ID: "x", Kind: "cpu.limit", On: "shop-1"})); err != nil {
		t.Fatal(err)
	}
	list, unlock, err := h.Elsewhere(Owner{Run: "own", Instance: "fragile", Engine: "e"}).Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	if len(list) != 1 || !list[0].Secret || list[0].Kind != "" || list[0].On != "" {
		t.Errorf("got %+v", list)
	}
	_, err = h.heldOn(OpenRun{Run: "round", Journal: h.Sealed("round") + "/" + journalFile}, o)
	if _, ok := errors.AsType[*RoundError](err); !ok {
		t.Errorf("revert of a round's lab: %v", err)
	}
}

func TestElsewhere_LockWaitEndsWithItsContext(t *testing.T) {
	h, o := Home{t.TempDir()}, Owner{Run: "own", Instance: "fragile"}
	_, unlock, err := h.Elsewhere(o).Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := h.Elsewhere(o).Lock(ctx); err == nil || !strings.Contains(err.Error(), "another process is planning a fault") {
		t.Errorf("got %v", err)
	}
}

func TestInForce_ReportsTheStateOfAFault(t *testing.T) {
	h := Home{t.TempDir()}
	held := openRun(t, h, Owner{Run: "a", Instance: "fragile", Engine: "e", PID: 1, For: time.Hour})
	left := openRun(t, h, Owner{Run: "b", Instance: "fragile", Engine: "e", PID: 1})
	for _, j := range []*Journal{held, left} {
		if err := j.Planned(chaos.Entry{ID: "x", Kind: "cpu.limit", On: "shop-1"}); err != nil {
			t.Fatal(err)
		}
		j.Proven("x", chaos.Proof{})
	}
	left.Reverted("x", errors.New("no such container"))
	left.Gone("x", record.Check{Saw: "exited"})
	left.Left()
	got, err := h.InForceOn("e", "fragile", "up-1")
	if err != nil || len(got) != 2 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if f := got[0]; f.State != StateInForce || f.PID != 1 || f.Until == nil || f.Since.IsZero() {
		t.Errorf("held: %+v", f)
	}
	if f := got[1]; f.State != StateRevertFailed || f.Why != "no such container" || f.PID != 0 || f.Until != nil {
		t.Errorf("left: %+v", f)
	}
	e := &HeldError{Faults: got[:1]}
	want := `fault "cpu.limit" on "shop-1" is held by process 1 (run "a"), which reverts it at ` + got[0].Until.Local().Format(time.TimeOnly)
	if e.Error() != want || !strings.Contains(e.Hint(), "kill 1") {
		t.Errorf("got %s; hint %s", e, e.Hint())
	}
}
