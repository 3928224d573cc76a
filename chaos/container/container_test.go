package container_test

import (
	"context"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
	"firedrill/internal/record"
)

func TestKinds_ProveAndGone(t *testing.T) {
	for _, c := range []struct {
		kind              string
		params            map[string]string
		mechanism, effect string
	}{
		{"container.stop", nil, "exited with code 0", "probe failed: refused after 0s"},
		{"container.kill", nil, "exited with code 137", "probe failed: refused after 0s"},
		{"container.kill", map[string]string{"signal": "SIGTERM"}, "exited with code 0", "probe failed: refused after 0s"},
		{"container.kill", map[string]string{"signal": "int"}, "exited with code 130", "probe failed: refused after 0s"},
		{"container.pause", nil, "paused", "probe failed: timeout after 0s"},
	} {
		lab := labtest.New(nil, "redis")
		f := labtest.Made(t, c.kind, "redis", c.params)
		undo := labtest.Planned(t, f, lab.Target)
		if p := f.Prove(t.Context(), lab.Target, undo); p.Mechanism.OK || p.Effect.OK {
			t.Errorf("%s: proven before it was injected: %+v", c.kind, p)
		}
		labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
		p := f.Prove(t.Context(), lab.Target, undo)
		if !p.OK() || p.Mechanism.Saw != c.mechanism || p.Effect.Saw != c.effect {
			t.Errorf("%s %v: %+v", c.kind, c.params, p)
		}
		if g := f.Gone(t.Context(), lab.Target, undo); g.OK {
			t.Errorf("%s: gone while it acts: %+v", c.kind, g)
		}
		labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
		if g := f.Gone(t.Context(), lab.Target, undo); !g.OK || g.Saw != "running, probe ok after 1ms" {
			t.Errorf("%s: %+v", c.kind, g)
		}
	}
}

func TestPlan_RefusesAContainerThatDoesNotRun(t *testing.T) {
	for _, kind := range []string{"container.stop", "container.kill", "container.pause"} {
		lab := labtest.New(nil, "redis")
		labtest.Must(t, lab.Containers.Stop(t.Context(), "redis", 0))
		if _, err := labtest.Made(t, kind, "redis", nil).Plan(t.Context(), lab.Target); err == nil || err.Error() != `container "redis" is exited, not running` {
			t.Errorf("%s: %v", kind, err)
		}
		if _, err := labtest.Made(t, kind, "redsi", nil).Plan(t.Context(), lab.Target); err == nil || err.Error() != `the lab has no container "redsi"` {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestStop_RevertLeavesAPausedContainer(t *testing.T) {
	lab := labtest.New(nil, "redis")
	f := labtest.Made(t, "container.stop", "redis", nil)
	undo := labtest.Planned(t, f, lab.Target)
	labtest.Must(t, lab.Containers.Pause(t.Context(), "redis"))
	lab.Calls()
	labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
	if calls := lab.Calls(); len(calls) != 0 {
		t.Errorf("did %q to a container that another fault froze", calls)
	}
}

func TestPause_RevertLeavesAStoppedContainer(t *testing.T) {
	lab := labtest.New(nil, "redis")
	f := labtest.Made(t, "container.pause", "redis", nil)
	undo := labtest.Planned(t, f, lab.Target)
	labtest.Must(t, lab.Containers.Stop(t.Context(), "redis", 0))
	lab.Calls()
	labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
	if calls := lab.Calls(); len(calls) != 0 {
		t.Errorf("did %q", calls)
	}
	if g := f.Gone(t.Context(), lab.Target, undo); g.OK || g.Saw != "exited with code 0" {
		t.Errorf("got %+v", g)
	}
}

// ended is a target whose redis ended with a state and a class of the test's.
func ended(state chaos.State, class string) *chaos.Target {
	target := labtest.New(nil, "redis").Target
	target.Containers, target.Probes = oneState{target.Containers, state}, oneClass{target.Probes, class}
	return target
}

// oneState shows one state, whatever was done.
type oneState struct {
	chaos.Containers
	state chaos.State
}

func (c oneState) State(context.Context, string) (chaos.State, error) { return c.state, nil }

// oneClass fails every probe in the same way.
type oneClass struct {
	chaos.Probes
	class string
}

func (c oneClass) Probe(context.Context, string) chaos.Answer { return chaos.Answer{Class: c.class} }

func TestKill_ProofNeedsTheSignalsCode(t *testing.T) {
	for _, c := range []struct {
		signal string
		state  chaos.State
		want   bool
		saw    string
	}{
		{"KILL", chaos.State{Status: "exited", ExitCode: 137}, true, ""},
		{"KILL", chaos.State{Status: "exited", ExitCode: 1}, false, "KILL gives 137"},
		{"KILL", chaos.State{Status: "running"}, false, "outlived KILL"},
		{"TERM", chaos.State{Status: "exited", ExitCode: 143}, true, ""},
		{"TERM", chaos.State{Status: "exited", ExitCode: 0}, true, ""},
		{"TERM", chaos.State{Status: "exited", ExitCode: 137, OOM: true}, false, "out of memory, where TERM gives 143"},
		{"SEGV", chaos.State{Status: "exited", ExitCode: 139}, true, ""},
	} {
		target := ended(c.state, record.ClassRefused)
		p := labtest.Made(t, "container.kill", "redis", map[string]string{"signal": c.signal}).Prove(t.Context(), target, nil)
		if p.Mechanism.OK != c.want || !strings.Contains(p.Mechanism.Saw, c.saw) {
			t.Errorf("%s, %+v: %+v", c.signal, c.state, p.Mechanism)
		}
	}
}

func TestProve_EffectNeedsAnExpectedClass(t *testing.T) {
	for _, c := range []struct {
		kind, class string
		want        bool
	}{
		{"container.stop", record.ClassRefused, true},
		{"container.stop", record.ClassDNS, true},
		{"container.stop", record.ClassTimeout, true},
		{"container.stop", record.ClassHTTP5Nginx, true},
		{"container.stop", record.ClassHTTP4, false},
		{"container.stop", "", false},
		{"container.pause", record.ClassTimeout, true},
		{"container.pause", record.ClassRefused, false},
	} {
		target := ended(chaos.State{}, c.class)
		if p := labtest.Made(t, c.kind, "redis", nil).Prove(t.Context(), target, nil); p.Effect.OK != c.want {
			t.Errorf("%s felt as %q: %+v", c.kind, c.class, p.Effect)
		}
	}
}

func TestStop_RefusesALongGrace(t *testing.T) {
	if p := catalogue.All().Check("container.stop", "redis", map[string]string{"grace": "1m"}); len(p) != 1 || p[0].Param != "grace" {
		t.Errorf("got %v", p)
	}
}
