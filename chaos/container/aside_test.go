package container_test

import (
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/labtest"
)

// A container that was taken away over another fault's redeploy goes back alone: what that fault set aside stays.
func TestReplace_RevertsInAnyOrder(t *testing.T) {
	for _, kind := range []string{"container.remove", "container.crash-loop", "fd.limit"} {
		for _, newestFirst := range []bool{true, false} {
			lab := labtest.New([]string{"DB_HOST=postgres", "DB_POOL=4"}, "nginx", "shop-1")
			original, err := lab.Containers.State(t.Context(), "shop-1")
			labtest.Must(t, err)
			env := labtest.Made(t, "env.set", "shop-1", map[string]string{"name": "DB_POOL", "value": "1"})
			envUndo := labtest.Planned(t, env, lab.Target)
			labtest.Must(t, env.Inject(t.Context(), lab.Target, envUndo))
			over := labtest.Made(t, kind, "shop-1", nil)
			overUndo := labtest.Planned(t, over, lab.Target)
			labtest.Must(t, over.Inject(t.Context(), lab.Target, overUndo))
			if newestFirst {
				labtest.Must(t, over.Revert(t.Context(), lab.Target, overUndo))
				if shown, err := lab.Settings(t.Context(), "shop-1"); err != nil || shown["DB_POOL"] != "1" {
					t.Errorf("%s: its revert took the other change along: %v, %v", kind, shown, err)
				}
				labtest.Must(t, env.Revert(t.Context(), lab.Target, envUndo))
			} else {
				labtest.Must(t, env.Revert(t.Context(), lab.Target, envUndo))
				labtest.Must(t, over.Revert(t.Context(), lab.Target, overUndo))
			}
			s, err := lab.Containers.State(t.Context(), "shop-1")
			labtest.Must(t, err)
			if s.ID != original.ID || s.Status != "running" || lab.Kept("shop-1") != 1 {
				t.Errorf("%s, newest first %v: %+v with %d containers kept", kind, newestFirst, s, lab.Kept("shop-1"))
			}
			for name, f := range map[string]struct {
				chaos.Fault
				undo chaos.Undo
			}{"env.set": {env, envUndo}, kind: {over, overUndo}} {
				if g := f.Gone(t.Context(), lab.Target, f.undo); !g.OK {
					t.Errorf("%s with %s, newest first %v: %s", name, kind, newestFirst, g.Saw)
				}
			}
		}
	}
}

func TestReplace_RefusesAContainerReplacedMeanwhile(t *testing.T) {
	lab := labtest.New(nil, "shop-1")
	f := labtest.Made(t, "container.crash-loop", "shop-1", nil)
	undo := labtest.Planned(t, f, lab.Target)
	lab.Replace("shop-1", nil)
	if err := f.Inject(t.Context(), lab.Target, undo); err == nil || err.Error() != `container "shop-1" was replaced meanwhile` {
		t.Errorf("got %v", err)
	}
}
