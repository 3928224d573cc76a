package agent

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"firedrill/chaos"
)

// actor is a fake session.
type actor struct {
	broken error
	cut    error // error of a tick
	ticks  int
	closed bool
}

func (a *actor) tick(context.Context) (int, error) { a.ticks++; return 2, a.cut }
func (a *actor) alive(context.Context) error       { return a.broken }
func (a *actor) close()                            { a.closed = true }

// keeping runs one keeper on actors that are opened one after the other.
func keeping(t *testing.T, k *held, actors ...*actor) (opened func() int, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	k.keepers.Go(func() {
		k.keep(ctx, func(context.Context, chaos.Hold) (session, error) {
			if n == len(actors) {
				return nil, errors.New("too many")
			}
			n++
			return actors[n-1], nil
		})
	})
	return func() int { return n }, func() { cancel(); k.keepers.Wait() }
}

func TestKeep_ReopensABrokenSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &held{}
		first, second := &actor{broken: errors.New("reset")}, &actor{}
		opened, stop := keeping(t, k, first, second)
		time.Sleep(time.Second)
		synctest.Wait() // until the keeper has done all due work
		if opened() != 2 || !first.closed || second.closed || k.state.Open != 1 {
			t.Errorf("opened %d, closed %v %v, state %+v", opened(), first.closed, second.closed, k.state)
		}
		stop()
		if !second.closed || k.state.Open != 0 {
			t.Errorf("after the release: closed %v, state %+v", second.closed, k.state)
		}
	})
}

func TestKeep_DoesNotReopenAOnceOnlySession(t *testing.T) {
	for name, broken := range map[string]*actor{
		"idle":    {broken: errors.New("reset")},
		"ticking": {cut: errors.New("EOF")},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := &held{want: chaos.Hold{Once: true}}
				if broken.cut != nil {
					k.want.Tick, k.want.Every = []string{"x"}, time.Second
				}
				opened, stop := keeping(t, k, broken, &actor{})
				time.Sleep(5 * time.Second)
				synctest.Wait() // until the keeper has done all due work
				if opened() != 1 || !broken.closed || k.state.Open != 0 {
					t.Errorf("opened %d, closed %v, state %+v", opened(), broken.closed, k.state)
				}
				stop()
			})
		})
	}
}

func TestHold_TicksAtItsInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &held{want: chaos.Hold{Tick: []string{"x"}, Every: 100 * time.Millisecond}}
		_, stop := keeping(t, k, &actor{})
		time.Sleep(950 * time.Millisecond)
		synctest.Wait() // until the keeper has done all due work
		if k.state.Ticks != 10 || k.state.Rows != 20 {
			t.Errorf("state %+v, want 10 ticks of 2 rows", k.state)
		}
		stop()
	})
}

func TestHold_ReportsWhyItIsNotOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &held{}
		_, stop := keeping(t, k)
		time.Sleep(time.Second)
		synctest.Wait() // until the keeper has done all due work
		if k.state.Open != 0 || k.state.Err != "too many (unreachable)" {
			t.Errorf("state %+v", k.state)
		}
		stop()
	})
}

func TestHold_EndsWithTheAgent(t *testing.T) {
	t.Setenv(EnvPostgres, "")
	synctest.Test(t, func(t *testing.T) { // fails if a keeper goroutine is left
		s, want := &Session{}, chaos.Hold{Name: "h", Store: chaos.InPostgres, Sessions: 3}
		if _, err := hold(context.Background(), s, want); err != nil {
			t.Fatal(err)
		}
		if _, err := hold(context.Background(), s, want); err == nil {
			t.Error("the same name was held twice")
		}
		if err := s.takeBack(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestRelease_UnknownHoldIsNoError(t *testing.T) {
	a := serve(t.Context(), Options{})
	c := dial(t, a)
	if err := c.Call(t.Context(), OpRelease, HeldRequest{"x"}, nil); err != nil {
		t.Error(err)
	}
	c.Close()
	<-a.done
}

func TestRefused_ClassifiesErrors(t *testing.T) {
	for _, c := range []struct {
		err  error
		code string
	}{
		{&pgconn.PgError{Code: "55P03", Message: "no"}, "55P03"},
		{errors.Join(&pgconn.PgError{Code: "28P01"}), "28P01"},
		{context.DeadlineExceeded, chaos.CodeTimeout},
		{errors.New("connection refused"), chaos.CodeUnreachable},
	} {
		if got := refused(c.err); got == nil || got.Code != c.code {
			t.Errorf("%v: got %v, want %s", c.err, got, c.code)
		}
	}
}

func TestFilled_ReplacesSecrets(t *testing.T) {
	t.Setenv(EnvRedis, "redis://:hush@redis:6379/0")
	got, err := filled([]string{"ACL", ">" + chaos.LabPassword, chaos.LabPassword, "~*", chaos.RandomPassword})
	if err != nil || !slices.Equal(got[:4], []any{"ACL", ">hush", "hush", "~*"}) {
		t.Errorf("got %v, %v", got, err)
	}
	if random := got[4].(string); len(random) < 20 {
		t.Errorf("the random password is %q", random)
	}
}

func TestFlat_FlattensNestedReplies(t *testing.T) {
	if got := flat(nil, []any{"a", int64(1), []any{nil, "b"}}); !slices.Equal(got, []string{"a", "1", "b"}) {
		t.Errorf("got %q", got)
	}
}
