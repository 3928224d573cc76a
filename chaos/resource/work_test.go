package resource_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/labtest"
)

// used is a lab whose containers use what a test says, one figure after the other.
type used struct {
	chaos.Probes
	chaos.Limiter
	uses []chaos.Use
	took time.Duration
}

// using returns the target of such a lab.
func using(u *used) *chaos.Target {
	target := labtest.New(nil, "redis").Target
	u.Probes, u.Limiter = target.Probes, target.Limits
	target.Probes, target.Limits = u, u
	return target
}

func (u *used) Probe(context.Context, string) chaos.Answer {
	return chaos.Answer{OK: true, Took: u.took}
}

func (u *used) Use(context.Context, string) (chaos.Use, error) {
	now := u.uses[0]
	if len(u.uses) > 1 {
		u.uses = u.uses[1:]
	}
	return now, nil
}

func TestCPUBurn_Prove(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name              string
		cpu, held         time.Duration // of a second
		took              time.Duration // 30 ms before
		mechanism, effect bool
	}{
		{"slower", time.Second, 0, 60 * ms, true, true},
		{"held back", time.Second, 200 * ms, 30 * ms, true, true},
		{"held back for a moment", time.Second, 20 * ms, 30 * ms, true, false},
		{"as quick as before", time.Second, 0, 39 * ms, true, false},
		{"it computes nothing", 50 * ms, 0, 60 * ms, false, true},
	} {
		then := time.Unix(100, 0)
		lab := &used{uses: []chaos.Use{{CPU: 7e9, Throttled: 3e9, At: then}}, took: 30 * ms}
		target := using(lab)
		f := labtest.Made(t, "cpu.burn", "redis", nil)
		undo := labtest.Planned(t, f, target)
		labtest.Must(t, f.Inject(t.Context(), target, undo))
		lab.uses, lab.took = []chaos.Use{{CPU: 7e9 + int64(c.cpu), Throttled: 3e9 + int64(c.held), At: then.Add(time.Second)}}, c.took
		if p := f.Prove(t.Context(), target, undo); p.Mechanism.OK != c.mechanism || p.Effect.OK != c.effect {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
}

func TestProve_EndedProgramIsNoProof(t *testing.T) {
	lab := labtest.New(nil, "redis")
	for _, kind := range []string{"cpu.burn", "memory.burn"} {
		f := labtest.Made(t, kind, "redis", nil)
		undo := labtest.Planned(t, f, lab.Target)
		labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
		labtest.Must(t, lab.Containers.Stop(t.Context(), "redis", 0))
		labtest.Must(t, lab.Containers.Start(t.Context(), "redis"))
		if p := f.Prove(t.Context(), lab.Target, undo); p.Mechanism.OK {
			t.Errorf("%s: proven after its container was started anew: %+v", kind, p)
		}
	}
}

func TestCPUBurn_UnknownStateIsNotGone(t *testing.T) {
	lab := labtest.New(nil, "redis")
	f := labtest.Made(t, "cpu.burn", "redis", nil)
	undo := labtest.Planned(t, f, lab.Target)
	lab.Fail("Running redis", errors.New("no answer"))
	if g := f.Gone(t.Context(), lab.Target, undo); g.OK || g.Saw != "no answer" {
		t.Errorf("got %+v", g)
	}
}

func TestMemoryBurn_Plan(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		use  int64 // of 100 MB
		want string
	}{
		{20 * mb, `"hold":62914560,`}, // 60 MB
		{79 * mb, `"hold":1048576,`},
		{80 * mb, "already"},
		{95 * mb, "already"},
	} {
		lab := &used{uses: []chaos.Use{{Memory: c.use, Held: 100 * mb}}, took: 0}
		target := using(lab)
		undo, err := labtest.Made(t, "memory.burn", "redis", map[string]string{"share": "80"}).Plan(t.Context(), target)
		if got := string(undo); err != nil && !strings.Contains(err.Error(), c.want) || err == nil && !strings.Contains(got, c.want) {
			t.Errorf("%d MB in use: %s %v, want %q", c.use/mb, got, err, c.want)
		}
	}
}

func TestMemoryBurn_ProofUsesTheKernelsFigure(t *testing.T) {
	const mb = 1 << 20
	for use, want := range map[int64]bool{80 * mb: true, 72 * mb: true, 71 * mb: false, 20 * mb: false} {
		lab := &used{uses: []chaos.Use{{Memory: 20 * mb, Held: 100 * mb}}, took: 0}
		target := using(lab)
		f := labtest.Made(t, "memory.burn", "redis", map[string]string{"share": "80"})
		undo := labtest.Planned(t, f, target)
		labtest.Must(t, f.Inject(t.Context(), target, undo))
		lab.uses = []chaos.Use{{Memory: use, Held: 100 * mb}}
		if p := f.Prove(t.Context(), target, undo); !p.Mechanism.OK || p.Effect.OK != want {
			t.Errorf("%d MB in use: %+v", use/mb, p)
		}
	}
}

func TestUndo_NameOfTheProgramIsNeutral(t *testing.T) {
	for _, kind := range []string{"cpu.burn", "memory.burn"} {
		lab := labtest.New(nil, "redis")
		undo := string(labtest.Planned(t, labtest.Made(t, kind, "redis", nil), lab.Target))
		if !strings.HasPrefix(undo, `{"id":"`) || undo[len(`{"id":"12345678`)] != '"' {
			t.Errorf("%s: %s", kind, undo)
		}
	}
}
