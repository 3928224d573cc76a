package resource_test

import (
	"testing"

	"firedrill/chaos/labtest"
)

func TestLimited_RefusesAHigherLimit(t *testing.T) {
	lab := labtest.New(nil, "nginx", "shop-1", "postgres")
	for _, c := range []struct {
		kind, on string
		params   map[string]string
		want     string
	}{
		{"cpu.limit", "shop-1", map[string]string{"cpus": "4"}, `"shop-1": it is held to 2 processors already, which is no more than 4 processors`},
		{"memory.limit", "shop-1", map[string]string{"spare": "4096"}, `"shop-1": it is held to 268.4 MB already, which is no more than 4326.4 MB`},
	} {
		if _, err := labtest.Made(t, c.kind, c.on, c.params).Plan(t.Context(), lab.Target); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.kind, err, c.want)
		}
	}
}

func TestLimited_LimitsAreIndependent(t *testing.T) {
	lab := labtest.New(nil, "nginx", "shop-1")
	cpu, memory := labtest.Made(t, "cpu.limit", "shop-1", nil), labtest.Made(t, "memory.limit", "shop-1", nil)
	cpuUndo, memoryUndo := labtest.Planned(t, cpu, lab.Target), labtest.Planned(t, memory, lab.Target)
	labtest.Must(t, cpu.Inject(t.Context(), lab.Target, cpuUndo))
	labtest.Must(t, memory.Inject(t.Context(), lab.Target, memoryUndo))
	labtest.Must(t, cpu.Revert(t.Context(), lab.Target, cpuUndo))
	if p := memory.Prove(t.Context(), lab.Target, memoryUndo); !p.OK() {
		t.Errorf("the other's revert took it along: %+v", p)
	}
	if g := cpu.Gone(t.Context(), lab.Target, cpuUndo); !g.OK {
		t.Errorf("not gone: %s", g.Saw)
	}
	labtest.Must(t, memory.Revert(t.Context(), lab.Target, memoryUndo))
	if g := memory.Gone(t.Context(), lab.Target, memoryUndo); !g.OK {
		t.Errorf("not gone: %s", g.Saw)
	}
}
