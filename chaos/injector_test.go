package chaos_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/labtest"
	"firedrill/internal/record"
)

func TestApply_JournalsBeforeItInjects(t *testing.T) {
	b := newBench(t)
	b.journal.Refuse = true
	if _, err := b.injector.Apply(t.Context(), order("a")); err == nil {
		t.Error("a fault that could not be journaled was applied")
	}
	if got := b.steps(); !slices.Equal(got, []string{"plan a"}) {
		t.Errorf("the fault did %q", got)
	}
	if got := b.injector.RevertAll(t.Context()); len(got) != 0 {
		t.Errorf("RevertAll took back what was never injected: %v", got)
	}
}

func TestApply_JournalsEachStep(t *testing.T) {
	b := newBench(t)
	b.apply(t, "a")
	b.injector.Revert(t.Context(), "a")
	want := []string{"planned a", "injected a", "proven a true", "reverted a", "gone a true"}
	if got := b.journal.Lines(); !slices.Equal(got, want) {
		t.Errorf("the journal holds %q, want %q", got, want)
	}
}

func TestApply_RefusesAnUnmetNeed(t *testing.T) {
	b := newBench(t, "kernel:a|b")
	_, err := b.injector.Apply(t.Context(), order("a"))
	var unmet *chaos.UnmetError
	if !errors.As(err, &unmet) {
		t.Fatalf("got %v", err)
	}
	want := `"test.fault" can't be used here: kernel:a|b: kernel:a: no such module, kernel:b: not there`
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	if len(b.steps()) != 0 || len(b.journal.Lines()) != 0 {
		t.Errorf("did %q, journaled %q", b.steps(), b.journal.Lines())
	}
}

func TestApply_RefusesAKindWhosePortIsMissing(t *testing.T) {
	s := &script{fail: map[string][]error{}, gone: map[string]func() bool{}, pauseFor: map[string]time.Duration{}}
	kind := chaos.Kind{Name: "test.fault", Ports: []chaos.Port{chaos.PortContainers, chaos.PortSQL}, New: func() chaos.Fault { return &scripted{s: s} }}
	target := labtest.New(nil).Target
	target.SQL = nil
	setup := chaos.Setup{Index: chaos.NewIndex(kind), Target: target, Prober: labtest.Everything{}, Journal: &labtest.Journal{}}
	_, err := chaos.NewInjector(setup).Apply(t.Context(), order("a"))
	want := `"test.fault" can't be used here: target:sql: the lab has no database that can be reached from inside`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	out := chaos.RevertEntries(t.Context(), setup, []chaos.Entry{{ID: "a", Kind: "test.fault", On: "a"}})
	if len(out) != 1 || out[0].Clean() || out[0].Reverted.Error() != want {
		t.Errorf("a revert: %+v", out)
	}
	if steps := s.steps(); len(steps) != 0 {
		t.Errorf("did %q", steps)
	}
}

func TestApply_OneAlternativeMeetsANeed(t *testing.T) {
	b := newBench(t, "kernel:a|c")
	b.apply(t, "a")
}

func TestApply_RefusesWrongParameters(t *testing.T) {
	b := newBench(t)
	o := order("a")
	o.Params = map[string]string{"number": "10"}
	if _, err := b.injector.Apply(t.Context(), o); err == nil || err.Error() != `"a": "number" has two digits` {
		t.Errorf("got %v", err)
	}
}

func TestApply_WaitsForTheProof(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.proofs = []bool{false, false, false, true}
		start := time.Now()
		proof, err := b.injector.Apply(t.Context(), order("a"))
		if err != nil || !proof.OK() {
			t.Errorf("got %v, %v", proof, err)
		}
		if took := time.Since(start); took != 75*time.Millisecond {
			t.Errorf("saw the proof after %s, want 75ms", took)
		}
	})
}

func TestApply_ReturnsTheLastLookWithoutAProof(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.proofs = []bool{false}
		start := time.Now()
		proof, err := b.injector.Apply(t.Context(), order("a"))
		if err != nil || proof.OK() || proof.Effect.Saw != "looked" {
			t.Errorf("got %v, %v", proof, err)
		}
		if took := time.Since(start); took != chaos.ProofTime {
			t.Errorf("gave up after %s, want %s", took, chaos.ProofTime)
		}
		if o := b.injector.Revert(t.Context(), "a"); !o.Clean() {
			t.Errorf("an unproven fault was not taken back: %+v", o)
		}
	})
}

func TestApply_FinishesAnInjectionOnceBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.pauseFor["inject a"] = time.Second
		ctx, cancel := context.WithCancel(t.Context())
		applied := make(chan error, 1)
		go func() {
			_, err := b.injector.Apply(ctx, order("a"))
			applied <- err
		}()
		time.Sleep(500 * time.Millisecond)
		cancel()
		b.injector.RevertAll(ctx)
		if err := <-applied; err != nil {
			t.Errorf("the injection was cut: %v", err)
		}
		if got := b.steps(); !slices.Equal(got, []string{"plan a", "inject a", "revert a"}) {
			t.Errorf("got %q: the revert must wait for the injection under way", got)
		}
	})
}

func TestRevertAll_RevertsAFailedInjection(t *testing.T) {
	b := newBench(t)
	b.fail["inject a"] = []error{errors.New("engine gone")}
	if _, err := b.injector.Apply(t.Context(), order("a")); err == nil {
		t.Fatal("no error")
	}
	out := b.injector.RevertAll(t.Context())
	if len(out) != 1 || !out[0].Clean() {
		t.Errorf("got %+v", out)
	}
}

func TestRevertEntries_InAnotherProcess(t *testing.T) {
	b := newBench(t)
	b.apply(t, "a", "b")
	entries := append(b.journal.Entries(), chaos.Entry{ID: "c", Kind: "test.old"})
	out := chaos.RevertEntries(t.Context(), b.site, entries)
	if len(out) != 3 || out[0].ID != "b" || out[1].ID != "a" || out[2].ID != "c" {
		t.Fatalf("got %+v", out)
	}
	if !out[0].Clean() || !out[1].Clean() || out[2].Clean() {
		t.Errorf("got %+v", out)
	}
}

func TestOutcome_Clean(t *testing.T) {
	for _, c := range []struct {
		o    chaos.Outcome
		want bool
	}{
		{chaos.Outcome{}, false},
		{chaos.Outcome{Gone: record.Check{OK: true}}, true},
		{chaos.Outcome{Reverted: errors.New("x"), Gone: record.Check{OK: true}}, false},
	} {
		if got := c.o.Clean(); got != c.want {
			t.Errorf("%+v: %t", c.o, got)
		}
	}
}
