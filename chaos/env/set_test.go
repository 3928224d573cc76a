package env_test

import (
	"slices"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
)

var shopEnv = []string{"DB_HOST=postgres", "DB_PASSWORD=hunter2", "DB_POOL=4"}

func set(t *testing.T, params ...string) chaos.Fault {
	t.Helper()
	m := map[string]string{}
	for _, p := range params {
		name, value, _ := strings.Cut(p, "=")
		m[name] = value
	}
	return labtest.Made(t, "env.set", "shop-1", m)
}

func TestSet_ChangesOneVariable(t *testing.T) {
	for _, c := range []struct {
		params []string
		want   []string
	}{
		{[]string{"name=DB_POOL", "value=1"}, []string{"DB_HOST=postgres", "DB_PASSWORD=hunter2", "DB_POOL=1"}},
		{[]string{"name=NEW", "value=x"}, []string{"DB_HOST=postgres", "DB_PASSWORD=hunter2", "DB_POOL=4", "NEW=x"}},
		{[]string{"name=DB_POOL", "how=unset"}, []string{"DB_HOST=postgres", "DB_PASSWORD=hunter2"}},
		{[]string{"name=DB_POOL", "how=empty"}, []string{"DB_HOST=postgres", "DB_PASSWORD=hunter2", "DB_POOL="}},
		{[]string{"name=DB_HOST", "how=typo"}, []string{"DB_HOST=postgrse", "DB_PASSWORD=hunter2", "DB_POOL=4"}},
		{[]string{"name=DB_PASSWORD", "how=space"}, []string{"DB_HOST=postgres", "DB_PASSWORD=hunter2 ", "DB_POOL=4"}},
		{[]string{"name=DB_POOL", "how=unit"}, []string{"DB_HOST=postgres", "DB_PASSWORD=hunter2", "DB_POOL=4000"}},
	} {
		lab := labtest.New(shopEnv, "shop-1")
		f := set(t, c.params...)
		undo := labtest.Planned(t, f, lab.Target)
		labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
		if got := labtest.Env(t, lab.Target, "shop-1"); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q", c.params, got)
		}
		if p := f.Prove(t.Context(), lab.Target, undo); !p.OK() {
			t.Errorf("%q: %+v", c.params, p)
		}
		if g := f.Gone(t.Context(), lab.Target, undo); g.OK {
			t.Errorf("%q: gone while it acts: %+v", c.params, g)
		}
		labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
		if g := f.Gone(t.Context(), lab.Target, undo); !g.OK || !slices.Equal(labtest.Env(t, lab.Target, "shop-1"), shopEnv) || lab.Kept("shop-1") != 1 {
			t.Errorf("%q: %+v, %q", c.params, g, labtest.Env(t, lab.Target, "shop-1"))
		}
	}
}

func TestSet_WritesNoValue(t *testing.T) {
	lab := labtest.New(shopEnv, "shop-1")
	f := set(t, "name=DB_PASSWORD", "how=space")
	undo := labtest.Planned(t, f, lab.Target)
	labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
	p := f.Prove(t.Context(), lab.Target, undo)
	for _, text := range []string{string(undo), p.Mechanism.Saw, p.Effect.Saw} {
		if strings.Contains(text, "hunter2") {
			t.Errorf("a secret stands in %q", text)
		}
	}
}

func TestSet_ProcessThatCannotStartIsAProof(t *testing.T) {
	lab := labtest.New(shopEnv, "shop-1")
	f := set(t, "name=DB_HOST", "how=unset")
	undo := labtest.Planned(t, f, lab.Target)
	labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
	if p := f.Prove(t.Context(), lab.Target, undo); !p.OK() || p.Effect.Saw != "the process exited with code 1" {
		t.Errorf("got %+v", p)
	}
}

func TestSet_OriginalContainerIsNoProof(t *testing.T) {
	lab := labtest.New(shopEnv, "shop-1")
	f := set(t, "name=DB_POOL", "value=1")
	undo := labtest.Planned(t, f, lab.Target)
	if p := f.Prove(t.Context(), lab.Target, undo); p.Mechanism.OK || p.Effect.OK || p.Mechanism.Saw != "still the original container" {
		t.Errorf("before it was injected: %+v", p)
	}
}

func TestSet_RefusesAChangeWithoutEffect(t *testing.T) {
	for _, c := range []struct{ params, want string }{
		{"name=DB_POOL value=4", `"DB_POOL" on "shop-1" has that value already`},
		{"name=NOPE how=unset", `"shop-1" has no variable "NOPE" to unset`},
		{"name=DB_HOST how=unit", `variable "DB_HOST" of "shop-1": its value is neither a number nor a duration such as 500ms, so it has no unit to get wrong`},
	} {
		lab := labtest.New(shopEnv, "shop-1")
		if _, err := set(t, strings.Fields(c.params)...).Plan(t.Context(), lab.Target); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v", c.params, err)
		}
	}
}

func TestSet_WrongParametersAreReported(t *testing.T) {
	for _, c := range []struct {
		on     string
		params map[string]string
		want   string
	}{
		{"redis", map[string]string{"name": "A", "value": "1"}, `"redis" is not a replica of the app`},
		{"shop-1", map[string]string{"name": "A=B", "value": "1"}, `"A=B" is no name of a variable`},
		{"shop-1", map[string]string{"name": "A"}, `"env.set" needs "value"`},
		{"shop-1", map[string]string{"name": "A", "how": "unset", "value": "1"}, `"value" has no meaning with how: unset`},
	} {
		got := catalogue.All().Check("env.set", c.on, c.params)
		if len(got) != 1 || got[0].Message != c.want || got[0].Hint == "" {
			t.Errorf("%v: %q", c.params, got)
		}
	}
}

func TestSet_RevertsInAnyOrder(t *testing.T) {
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		lab := labtest.New(shopEnv, "shop-1")
		faults := []chaos.Fault{set(t, "name=DB_POOL", "value=1"), set(t, "name=DB_HOST", "how=typo")}
		var undos []chaos.Undo
		for _, f := range faults {
			undos = append(undos, labtest.Planned(t, f, lab.Target))
			labtest.Must(t, f.Inject(t.Context(), lab.Target, undos[len(undos)-1]))
		}
		first, second := order[0], order[1]
		labtest.Must(t, faults[first].Revert(t.Context(), lab.Target, undos[first]))
		if g := faults[first].Gone(t.Context(), lab.Target, undos[first]); !g.OK {
			t.Errorf("order %v: the first is not gone: %+v", order, g)
		}
		if p := faults[second].Prove(t.Context(), lab.Target, undos[second]); !p.OK() {
			t.Errorf("order %v: the revert of one took the other with it: %+v", order, p)
		}
		labtest.Must(t, faults[second].Revert(t.Context(), lab.Target, undos[second]))
		if got := labtest.Env(t, lab.Target, "shop-1"); !slices.Equal(got, shopEnv) || lab.Kept("shop-1") != 1 {
			t.Errorf("order %v: left %q, %d containers", order, got, lab.Kept("shop-1"))
		}
	}
}

func TestSet_NewerChangeOfAVariableStays(t *testing.T) {
	lab := labtest.New(shopEnv, "shop-1")
	older, newer := set(t, "name=DB_POOL", "value=1"), set(t, "name=DB_POOL", "value=2")
	u1 := labtest.Planned(t, older, lab.Target)
	labtest.Must(t, older.Inject(t.Context(), lab.Target, u1))
	u2 := labtest.Planned(t, newer, lab.Target)
	labtest.Must(t, newer.Inject(t.Context(), lab.Target, u2))
	labtest.Must(t, older.Revert(t.Context(), lab.Target, u1))
	if p := newer.Prove(t.Context(), lab.Target, u2); !p.OK() {
		t.Errorf("the newer was taken off: %+v", p)
	}
	labtest.Must(t, newer.Revert(t.Context(), lab.Target, u2))
	if got := labtest.Env(t, lab.Target, "shop-1"); !slices.Equal(got, shopEnv) {
		t.Errorf("left %q", got)
	}
}

func TestSet_RevertsAReplaceCutShort(t *testing.T) {
	lab := labtest.New(shopEnv, "shop-1")
	f := set(t, "name=DB_POOL", "value=1")
	undo := labtest.Planned(t, f, lab.Target)
	lab.Cut("Replace shop-1")
	if f.Inject(t.Context(), lab.Target, undo) == nil {
		t.Fatal("no error")
	}
	labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
	if g := f.Gone(t.Context(), lab.Target, undo); !g.OK {
		t.Errorf("got %+v", g)
	}
}

func TestSet_LeavesAContainerRecreatedWithoutTheDamage(t *testing.T) {
	lab := labtest.New(shopEnv, "shop-1")
	f := set(t, "name=DB_POOL", "value=1")
	undo := labtest.Planned(t, f, lab.Target)
	labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
	lab.Replace("shop-1", shopEnv)
	lab.Calls()
	labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
	if calls := lab.Calls(); len(calls) != 0 {
		t.Errorf("did %q", calls)
	}
	if g := f.Gone(t.Context(), lab.Target, undo); !g.OK || !strings.Contains(g.Saw, "another container") {
		t.Errorf("got %+v", g)
	}
}
