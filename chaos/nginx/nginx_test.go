package nginx_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"firedrill/chaos"
	"firedrill/chaos/labtest"
)

// A signal that was sent is no proof that anything came of it.
func TestFault_ReloadThatDidNotHappenIsNoProof(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := labtest.New(nil, "nginx", "shop-1")
		f := labtest.Made(t, "nginx.body-limit", "nginx", nil)
		undo := labtest.Planned(t, f, lab.Target)
		lab.Fail("Kill nginx", nil) // the signal gets lost
		if err := f.Inject(t.Context(), lab.Target, undo); err == nil || err.Error() != "nginx did not take its configuration: worker 0 still serves" {
			t.Errorf("got %v", err)
		}
		p := f.Prove(t.Context(), lab.Target, undo)
		if p.Mechanism.OK || p.Mechanism.Saw != "1 of 1 lines changed, worker 0 serves as before" {
			t.Errorf("mechanism %+v", p.Mechanism)
		}
		labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
		if g := f.Gone(t.Context(), lab.Target, undo); !g.OK {
			t.Errorf("not gone: %s", g.Saw)
		}
	})
}

// The file alone may have been changed back when the one who did it died.
func TestFault_RevertReloadsASoundFile(t *testing.T) {
	lab := labtest.New(nil, "nginx", "shop-1")
	f := labtest.Made(t, "nginx.body-limit", "nginx", nil)
	undo := labtest.Planned(t, f, lab.Target)
	labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
	files := lab.Containers.(chaos.Config)
	labtest.Must(t, files.WriteFile(t.Context(), "nginx", "/etc/firedrill/nginx.conf", []byte(labtest.Conf)))
	if g := f.Gone(t.Context(), lab.Target, undo); g.OK {
		t.Error("gone, though nginx has not read the file")
	}
	labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
	if g := f.Gone(t.Context(), lab.Target, undo); !g.OK {
		t.Errorf("not gone: %s", g.Saw)
	}
}

func TestBrokenConfig_RevertStartsNginx(t *testing.T) {
	lab := labtest.New(nil, "nginx", "shop-1")
	f := labtest.Made(t, "nginx.broken-config", "nginx", nil)
	undo := labtest.Planned(t, f, lab.Target)
	labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
	if p := f.Prove(t.Context(), lab.Target, undo); !p.OK() {
		t.Fatalf("not proven: %+v", p)
	}
	labtest.Must(t, lab.Containers.Stop(t.Context(), "nginx", 0))
	labtest.Must(t, lab.Containers.Start(t.Context(), "nginx"))
	if s, err := lab.Containers.State(t.Context(), "nginx"); err != nil || s.Status != "exited" {
		t.Fatalf("%+v, %v", s, err)
	}
	labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
	if g := f.Gone(t.Context(), lab.Target, undo); !g.OK || !strings.HasPrefix(g.Saw, "0 of 1 lines changed") {
		t.Errorf("%+v", g)
	}
}
