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
	*labtest.Lab
	uses []chaos.Use
	took time.Duration
}

func (u *used) Containers() chaos.Containers { return usedContainers{u.Lab.Containers(), u} }

func (u *used) Probe(context.Context, string) chaos.Answer {
	return chaos.Answer{OK: true, Took: u.took}
}

type usedContainers struct {
	chaos.Containers
	u *used
}

func (c usedContainers) Use(context.Context, string) (chaos.Use, error) {
	now := c.u.uses[0]
	if len(c.u.uses) > 1 {
		c.u.uses = c.u.uses[1:]
	}
	return now, nil
}

func (c usedContainers) work() chaos.WorkLab { return c.Containers.(chaos.WorkLab) }

func (c usedContainers) Limits(ctx context.Context, name string) (chaos.Limits, error) {
	return c.Containers.(chaos.LimitLab).Limits(ctx, name)
}

func (c usedContainers) Limit(ctx context.Context, name string, l chaos.Limits) error {
	return c.Containers.(chaos.LimitLab).Limit(ctx, name, l)
}

func (c usedContainers) Work(ctx context.Context, name, id string, w chaos.Work) error {
	return c.work().Work(ctx, name, id, w)
}

func (c usedContainers) Working(ctx context.Context, name, id string) (bool, error) {
	return c.work().Working(ctx, name, id)
}

func (c usedContainers) Rest(ctx context.Context, name, id string) error {
	return c.work().Rest(ctx, name, id)
}

func TestABurnIsProvenByWhatItCosts(t *testing.T) {
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
		lab := &used{labtest.New(nil, "redis"), []chaos.Use{{CPU: 7e9, Throttled: 3e9, At: then}}, 30 * ms}
		f := labtest.Made(t, "cpu.burn", "redis", nil)
		undo := labtest.Planned(t, f, lab)
		labtest.Must(t, f.Inject(t.Context(), lab, undo))
		lab.uses, lab.took = []chaos.Use{{CPU: 7e9 + int64(c.cpu), Throttled: 3e9 + int64(c.held), At: then.Add(time.Second)}}, c.took
		if p := f.Prove(t.Context(), lab, undo); p.Mechanism.OK != c.mechanism || p.Effect.OK != c.effect {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
}

func TestABurnThatHasEndedIsNotProven(t *testing.T) {
	lab := labtest.New(nil, "redis")
	for _, kind := range []string{"cpu.burn", "memory.burn"} {
		f := labtest.Made(t, kind, "redis", nil)
		undo := labtest.Planned(t, f, lab)
		labtest.Must(t, f.Inject(t.Context(), lab, undo))
		labtest.Must(t, lab.Containers().Stop(t.Context(), "redis", 0))
		labtest.Must(t, lab.Containers().Start(t.Context(), "redis"))
		if p := f.Prove(t.Context(), lab, undo); p.Mechanism.OK {
			t.Errorf("%s: proven after its container was started anew: %+v", kind, p)
		}
	}
}

func TestWorkThatCannotBeSeenIsNotGone(t *testing.T) {
	lab := labtest.New(nil, "redis")
	f := labtest.Made(t, "cpu.burn", "redis", nil)
	undo := labtest.Planned(t, f, lab)
	lab.Fail("Working redis", errors.New("no answer"))
	if g := f.Gone(t.Context(), lab, undo); g.OK || g.Saw != "no answer" {
		t.Errorf("got %+v", g)
	}
}

func TestMemoryIsTakenUpToAShare(t *testing.T) {
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
		lab := &used{labtest.New(nil, "redis"), []chaos.Use{{Memory: c.use, Held: 100 * mb}}, 0}
		undo, err := labtest.Made(t, "memory.burn", "redis", map[string]string{"share": "80"}).Plan(t.Context(), lab)
		if got := string(undo); err != nil && !strings.Contains(err.Error(), c.want) || err == nil && !strings.Contains(got, c.want) {
			t.Errorf("%d MB in use: %s %v, want %q", c.use/mb, got, err, c.want)
		}
	}
}

func TestMemoryIsProvenByTheKernelsFigure(t *testing.T) {
	const mb = 1 << 20
	for use, want := range map[int64]bool{80 * mb: true, 72 * mb: true, 71 * mb: false, 20 * mb: false} {
		lab := &used{labtest.New(nil, "redis"), []chaos.Use{{Memory: 20 * mb, Held: 100 * mb}}, 0}
		f := labtest.Made(t, "memory.burn", "redis", map[string]string{"share": "80"})
		undo := labtest.Planned(t, f, lab)
		labtest.Must(t, f.Inject(t.Context(), lab, undo))
		lab.uses = []chaos.Use{{Memory: use, Held: 100 * mb}}
		if p := f.Prove(t.Context(), lab, undo); !p.Mechanism.OK || p.Effect.OK != want {
			t.Errorf("%d MB in use: %+v", use/mb, p)
		}
	}
}

func TestTheNameOfAWorkSaysNothing(t *testing.T) {
	for _, kind := range []string{"cpu.burn", "memory.burn"} {
		lab := labtest.New(nil, "redis")
		undo := string(labtest.Planned(t, labtest.Made(t, kind, "redis", nil), lab))
		if !strings.HasPrefix(undo, `{"id":"`) || undo[len(`{"id":"12345678`)] != '"' {
			t.Errorf("%s: %s", kind, undo)
		}
	}
}
