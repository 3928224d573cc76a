package resource_test

import (
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/labtest"
)

func TestDiskFill(t *testing.T) {
	lab := labtest.New(nil, "postgres", chaos.DiskKeeper)
	f := labtest.Made(t, "disk.fill", "postgres", nil)
	undo := labtest.Planned(t, f, lab.Target)
	if p := f.Prove(t.Context(), lab.Target, undo); p.Mechanism.OK || p.Effect.OK {
		t.Errorf("proven before it was injected: %+v", p)
	}
	labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
	if p := f.Prove(t.Context(), lab.Target, undo); !p.OK() || !strings.Contains(p.Mechanism.Saw, "0.0 of 104.9 MB are free") || !strings.Contains(p.Effect.Saw, "53100") {
		t.Errorf("not proven: %+v", p)
	}
	if g := f.Gone(t.Context(), lab.Target, undo); g.OK {
		t.Errorf("gone while it acts: %+v", g)
	}
	if _, err := labtest.Made(t, "disk.fill", "postgres", nil).Plan(t.Context(), lab.Target); err == nil || !strings.Contains(err.Error(), "full already") {
		t.Errorf("a second one: %v", err)
	}
	labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
	if g := f.Gone(t.Context(), lab.Target, undo); !g.OK {
		t.Errorf("not gone: %+v", g)
	}
}

func TestDiskFill_RevertStartsADatabaseThatCrashed(t *testing.T) {
	for _, c := range []struct {
		end  func(chaos.Containers) error
		want string
	}{
		{func(c chaos.Containers) error { return c.Kill(t.Context(), "postgres", "KILL") }, "running"},
		{func(c chaos.Containers) error { return c.Stop(t.Context(), "postgres", 0) }, "exited"},
		{func(c chaos.Containers) error { return c.Pause(t.Context(), "postgres") }, "paused"},
	} {
		lab := labtest.New(nil, "postgres", chaos.DiskKeeper)
		f := labtest.Made(t, "disk.fill", "postgres", nil)
		undo := labtest.Planned(t, f, lab.Target)
		labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
		labtest.Must(t, c.end(lab.Containers))
		labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
		if s, err := lab.Containers.State(t.Context(), "postgres"); err != nil || s.Status != c.want {
			t.Errorf("it is %s %v, want %s", s, err, c.want)
		}
	}
}
