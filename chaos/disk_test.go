package chaos_test

import (
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/labtest"
)

func TestADiskIsFilledOnce(t *testing.T) {
	lab := labtest.New(nil, "postgres", chaos.DiskKeeper)
	f := made(t, "disk.fill", "postgres", nil)
	undo := planned(t, f, lab)
	if p := f.Prove(t.Context(), lab, undo); p.Mechanism.OK || p.Effect.OK {
		t.Errorf("proven before it was injected: %+v", p)
	}
	must(t, f.Inject(t.Context(), lab, undo))
	if p := f.Prove(t.Context(), lab, undo); !p.OK() || !strings.Contains(p.Mechanism.Saw, "0.0 of 104.9 MB are free") || !strings.Contains(p.Effect.Saw, "53100") {
		t.Errorf("not proven: %+v", p)
	}
	if g := f.Gone(t.Context(), lab, undo); g.OK {
		t.Errorf("gone while it acts: %+v", g)
	}
	if _, err := made(t, "disk.fill", "postgres", nil).Plan(t.Context(), lab); err == nil || !strings.Contains(err.Error(), "full already") {
		t.Errorf("a second one: %v", err)
	}
	must(t, f.Revert(t.Context(), lab, undo))
	if g := f.Gone(t.Context(), lab, undo); !g.OK {
		t.Errorf("not gone: %+v", g)
	}
}

func TestADatabaseThatEndedForWantOfSpaceIsStarted(t *testing.T) {
	for _, c := range []struct {
		end  func(chaos.Containers) error
		want string
	}{
		{func(c chaos.Containers) error { return c.Kill(t.Context(), "postgres", "KILL") }, "running"},
		{func(c chaos.Containers) error { return c.Stop(t.Context(), "postgres", 0) }, "exited"},
		{func(c chaos.Containers) error { return c.Pause(t.Context(), "postgres") }, "paused"},
	} {
		lab := labtest.New(nil, "postgres", chaos.DiskKeeper)
		f := made(t, "disk.fill", "postgres", nil)
		undo := planned(t, f, lab)
		must(t, f.Inject(t.Context(), lab, undo))
		must(t, c.end(lab.Containers()))
		must(t, f.Revert(t.Context(), lab, undo))
		if s, err := lab.Containers().State(t.Context(), "postgres"); err != nil || s.Status != c.want {
			t.Errorf("it is %s %v, want %s", s, err, c.want)
		}
	}
}

func TestANeedThatTheLabDoesNotMeetSaysWhatToWrite(t *testing.T) {
	for need, want := range map[chaos.Need]string{chaos.NeedDisk: "disk: 192MiB", chaos.NeedPause: "firedrill faults"} {
		err := &chaos.UnmetError{Kind: "k", Unmet: []chaos.Unmet{{Need: need, Why: "no"}}}
		if got := err.Hint(); !strings.Contains(got, want) {
			t.Errorf("%s: hint %q, want one that says %q", need, got, want)
		}
	}
}
