package chaos_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func reverts(steps []string) []string {
	return slices.DeleteFunc(steps, func(s string) bool { return !strings.HasPrefix(s, "revert") })
}

func TestRevertAll_NewestFirst(t *testing.T) {
	b := newBench(t)
	b.apply(t, "a", "b", "c")
	b.injector.RevertAll(t.Context())
	if got := reverts(b.steps()); !slices.Equal(got, []string{"revert c", "revert b", "revert a"}) {
		t.Errorf("got %q", got)
	}
}

func TestRevertAll_IsNotCancelledWithTheDrill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.apply(t, "a")
		b.pauseFor["revert a"] = time.Second
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if out := b.injector.RevertAll(ctx); !out[0].Clean() {
			t.Errorf("got %+v", out)
		}
	})
}

func TestRevertAll_GoesOnAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.apply(t, "a", "b", "c")
		broken := errors.New("no such container")
		b.fail["revert b"] = []error{broken, broken, broken}
		b.gone["b"] = func() bool { return false }
		out := b.injector.RevertAll(t.Context())
		if !out[0].Clean() || !out[2].Clean() {
			t.Errorf("the others: %+v", out)
		}
		if err := out[1].Reverted; !errors.Is(err, broken) || !strings.Contains(err.Error(), `"b"`) {
			t.Errorf("got %v", err)
		}
		if again := b.injector.RevertAll(t.Context()); len(again) != 1 || again[0].ID != "b" || again[0].Reverted != nil {
			t.Errorf("a second try must take back what is left, and only that: %+v", again)
		}
	})
}

func TestRevert_RetriesAfterAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.apply(t, "a")
		b.fail["revert a"] = []error{errors.New("busy"), errors.New("busy")}
		if o := b.injector.Revert(t.Context(), "a"); !o.Clean() {
			t.Errorf("got %+v", o)
		}
	})
}

func TestRevertAll_BoundsAHangingRevert(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.apply(t, "a", "b")
		b.pauseFor["revert b"] = time.Hour
		start := time.Now()
		out := b.injector.RevertAll(t.Context())
		if out[0].Reverted == nil || !out[1].Clean() {
			t.Errorf("got %+v", out)
		}
		if took := time.Since(start); took > 90*time.Second {
			t.Errorf("took %s", took)
		}
	})
}

func TestRevert_ProvesAbsenceAfterTheLastRevert(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.apply(t, "a", "b")
		both := false
		b.gone["a"] = func() bool { return both }
		start := time.Now()
		if o := b.injector.Revert(t.Context(), "a"); o.Clean() || time.Since(start) != 0 {
			t.Errorf("while b acts there is one look: got %+v after %s", o, time.Since(start))
		}
		if slices.Contains(b.journal.Lines(), "gone a false") {
			t.Error("the journal was told of an absence that nobody could see yet")
		}
		both = true
		if o := b.injector.Revert(t.Context(), "b"); !o.Clean() {
			t.Errorf("got %+v", o)
		}
		if !slices.Contains(b.journal.Lines(), "gone a true") {
			t.Errorf("a was not looked for again: %q", b.journal.Lines())
		}
		if left := b.injector.RevertAll(t.Context()); len(left) != 0 {
			t.Errorf("left in force: %+v", left)
		}
	})
}

func TestRevert_FaultNotSeenGoneStaysInForce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.apply(t, "a")
		b.gone["a"] = func() bool { return false }
		if o := b.injector.Revert(t.Context(), "a"); o.Clean() {
			t.Errorf("got %+v", o)
		}
		if left := b.injector.RevertAll(t.Context()); len(left) != 1 || left[0].Clean() {
			t.Errorf("left %+v", left)
		}
		if got := reverts(b.steps()); len(got) != 1 {
			t.Errorf("a revert that succeeded was made again: %q", got)
		}
	})
}

func TestRevert_FaultNotInForce(t *testing.T) {
	if o := newBench(t).injector.Revert(t.Context(), "x"); !o.Clean() {
		t.Errorf("got %+v", o)
	}
}
