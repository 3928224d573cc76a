package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
	"firedrill/internal/release"
)

// releaseOf returns the version that a replica of the lab is.
func releaseOf(t *testing.T, lab *labtest.Lab, replica string) string {
	t.Helper()
	settings, err := lab.Settings(t.Context(), replica)
	labtest.Must(t, err)
	return settings["RELEASE"]
}

func TestDeploys_Builds(t *testing.T) {
	for _, c := range []struct {
		kind   string
		params map[string]string
		want   release.Build
	}{
		{"app.deploy", nil, release.Build{}},
		{"app.errors", nil, release.Build{Flaw: release.Errors, Share: 20, Status: 500}},
		{"app.errors", map[string]string{"route": "browse", "share": "100", "status": "503"}, release.Build{Flaw: release.Errors, Route: 1, Share: 100, Status: 503}},
		{"app.leak", nil, release.Build{Flaw: release.Leak, Amount: 16 << 10, Every: 1000}},
		{"app.leak", map[string]string{"mb": "0.5", "per": "request"}, release.Build{Flaw: release.Leak, Amount: 512}},
		{"app.n-plus-one", nil, release.Build{Flaw: release.NPlusOne}},
		{"app.slow-middleware", nil, release.Build{Flaw: release.SlowMiddleware, Millis: 300}},
		{"app.poisoned-record", map[string]string{"product": "5000"}, release.Build{Flaw: release.PoisonedRecord, Amount: 5000}},
		{"app.lying-health", nil, release.Build{Flaw: release.LyingHealth, Status: 500}},
		{"app.lying-health", map[string]string{"how": "hang"}, release.Build{Flaw: release.LyingHealth}},
		{"app.stop-accepting", nil, release.Build{Flaw: release.StopAccepting, Millis: 8000, Every: 12000}},
		{"app.clock-skew", nil, release.Build{Flaw: release.ClockSkew, Millis: 7200e3}},
	} {
		lab := labtest.New([]string{"DB_HOST=postgres", "JWT_SECRET=key", "RELEASE=2.0.7"}, "nginx", "shop-1")
		f := labtest.Made(t, c.kind, "shop-1", c.params)
		undo := labtest.Planned(t, f, lab.Target)
		if p := f.Prove(t.Context(), lab.Target, undo); p.Mechanism.OK || p.Effect.OK {
			t.Errorf("%s: proven before it was injected: %+v", c.kind, p)
		}
		labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
		version := releaseOf(t, lab, "shop-1")
		if got := release.Read(version); got != c.want || !strings.HasPrefix(version, "2.0.8+") {
			t.Errorf("%s %v: %q is %+v", c.kind, c.params, version, got)
		}
		if p := f.Prove(t.Context(), lab.Target, undo); !p.OK() {
			t.Errorf("%s %v: %+v", c.kind, c.params, p)
		}
		labtest.Must(t, f.Revert(t.Context(), lab.Target, undo))
		if g := f.Gone(t.Context(), lab.Target, undo); !g.OK || releaseOf(t, lab, "shop-1") != "2.0.7" || lab.Kept("shop-1") != 1 {
			t.Errorf("%s: %+v, release %q", c.kind, g, releaseOf(t, lab, "shop-1"))
		}
	}
}

func TestProve_ReleaseAloneIsNoProof(t *testing.T) {
	for _, kind := range []string{"app.errors", "app.leak", "app.n-plus-one", "app.slow-middleware", "app.poisoned-record", "app.lying-health",
		"app.clock-skew", "env.rotate-secret", "env.split-secret"} {
		lab := labtest.New([]string{"DB_HOST=postgres", "JWT_SECRET=key"}, "nginx", "shop-1", "shop-2")
		f := labtest.Made(t, kind, "shop-1", nil)
		undo := labtest.Planned(t, f, lab.Target)
		labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
		if p := f.Prove(t.Context(), deaf(lab), undo); !p.Mechanism.OK || p.Effect.OK {
			t.Errorf("%s: proven though all visits went well: %+v", kind, p)
		}
	}
}

// deaf returns a lab's target whose users feel nothing, and whose containers never use more memory.
func deaf(lab *labtest.Lab) *chaos.Target {
	target := *lab.Target
	target.HTTP, target.Limits = content{lab}, slim{lab.Limits}
	return &target
}

// content is a site of which every visit goes well.
type content struct{ chaos.HTTP }

func (content) Visit(context.Context, chaos.Visit) chaos.Seen {
	return chaos.Seen{Answer: chaos.Answer{OK: true}, Status: 200, Replica: "shop-1", Body: `{"token":"x"}`, Timing: "db;dur=0.000"}
}

// slim are containers whose use of memory never grows.
type slim struct{ chaos.Limiter }

func (slim) Use(context.Context, string) (chaos.Use, error) { return chaos.Use{Memory: 30 << 20}, nil }

func TestPoisonedRecord_DeadAppIsNoProof(t *testing.T) {
	lab := labtest.New([]string{"DB_HOST=postgres", "JWT_SECRET=key"}, "nginx", "shop-1")
	f := labtest.Made(t, "app.poisoned-record", "shop-1", nil)
	undo := labtest.Planned(t, f, lab.Target)
	labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
	lab.HTTP = dead{lab}
	if p := f.Prove(t.Context(), lab.Target, undo); p.Effect.OK {
		t.Errorf("got %+v", p)
	}
}

// dead is a site that fails whatever is asked.
type dead struct{ chaos.HTTP }

func (dead) Visit(context.Context, chaos.Visit) chaos.Seen {
	return chaos.Seen{Answer: chaos.Answer{Class: "http-5xx-app"}, Status: 500, Replica: "shop-1"}
}

func TestLyingHealth_LooksAtItsOwnReplica(t *testing.T) {
	lab := labtest.New([]string{"DB_HOST=postgres", "JWT_SECRET=key"}, "nginx", "shop-1", "shop-2")
	f := labtest.Made(t, "app.lying-health", "shop-2", nil)
	undo := labtest.Planned(t, f, lab.Target)
	labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
	if p := f.Prove(t.Context(), lab.Target, undo); !p.OK() || !strings.Contains(p.Effect.Saw, "3 of 3 visits failed") {
		t.Errorf("got %+v", p)
	}
}

func TestErrors_RoutesAreTheApps(t *testing.T) {
	fields, err := catalogue.All().Fields("app.errors")
	labtest.Must(t, err)
	for _, f := range fields {
		if f.Name == "route" && !slices.Equal(f.Enum, release.Routes) {
			t.Errorf("app.errors takes %q, a build %q", f.Enum, release.Routes)
		}
	}
	for _, route := range release.Routes {
		lab := labtest.New([]string{"DB_HOST=postgres"}, "nginx", "shop-1")
		f := labtest.Made(t, "app.errors", "shop-1", map[string]string{"route": route, "share": "100"})
		undo := labtest.Planned(t, f, lab.Target)
		labtest.Must(t, f.Inject(t.Context(), lab.Target, undo))
		if got := release.Read(releaseOf(t, lab, "shop-1")); release.Routes[got.Route] != route {
			t.Errorf("%s became %+v", route, got)
		}
	}
}

func TestDeploys_BuildsDiffer(t *testing.T) {
	versions := map[string]bool{}
	for range 2 {
		lab := labtest.New([]string{"DB_HOST=postgres"}, "nginx", "shop-1")
		f := labtest.Made(t, "app.errors", "shop-1", nil)
		labtest.Must(t, f.Inject(t.Context(), lab.Target, labtest.Planned(t, f, lab.Target)))
		versions[releaseOf(t, lab, "shop-1")] = true
	}
	if len(versions) != 2 {
		t.Errorf("got %v", versions)
	}
}

func TestDeploys_RevertsInAnyOrderWithAVariable(t *testing.T) {
	env := []string{"DB_HOST=postgres", "DB_POOL=4", "JWT_SECRET=key"}
	for _, kind := range []string{"app.errors", "app.leak", "env.rotate-secret"} {
		for _, order := range [][]int{{0, 1}, {1, 0}} {
			lab := labtest.New(env, "nginx", "shop-1")
			faults := []chaos.Fault{labtest.Made(t, kind, "shop-1", nil), labtest.Made(t, "env.set", "shop-1", map[string]string{"name": "DB_POOL", "value": "1"})}
			var undos []chaos.Undo
			for _, f := range faults {
				undos = append(undos, labtest.Planned(t, f, lab.Target))
				labtest.Must(t, f.Inject(t.Context(), lab.Target, undos[len(undos)-1]))
			}
			first, second := order[0], order[1]
			labtest.Must(t, faults[first].Revert(t.Context(), lab.Target, undos[first]))
			if g := faults[first].Gone(t.Context(), lab.Target, undos[first]); !g.OK {
				t.Errorf("%s %v: the first is not gone: %+v", kind, order, g)
			}
			if p := faults[second].Prove(t.Context(), lab.Target, undos[second]); !p.OK() {
				t.Errorf("%s %v: the revert of one took the other with it: %+v", kind, order, p)
			}
			labtest.Must(t, faults[second].Revert(t.Context(), lab.Target, undos[second]))
			if got := labtest.Env(t, lab.Target, "shop-1"); !slices.Equal(got, env) || lab.Kept("shop-1") != 1 {
				t.Errorf("%s %v: left %q, %d containers", kind, order, got, lab.Kept("shop-1"))
			}
		}
	}
}

func TestKinds_WrongParametersAreReported(t *testing.T) {
	for _, c := range []struct {
		kind, on string
		params   map[string]string
		want     string
	}{
		{"app.deploy", "redis", nil, `"redis" is not a replica of the app`},
		{"app.errors", "shop-1", map[string]string{"share": "0"}, `"share" must be from 1 to 100, not 0`},
		{"app.errors", "shop-1", map[string]string{"status": "404"}, `"status" must be from 500 to 504, not 404`},
		{"app.errors", "shop-1", map[string]string{"route": "cart"}, `"route" can't be "cart"`},
		{"app.leak", "shop-1", map[string]string{"mb": "0.5"}, `"mb" must be from 1 to 1024 by the second, not 0.5`},
		{"app.leak", "shop-1", map[string]string{"mb": "NaN", "per": "request"}, `"mb" is "NaN", which is not a number such as 20 or 0.5`},
		{"app.slow-middleware", "shop-1", map[string]string{"delay": "1ms"}, `"delay" must be from 10ms to 1m, not 1ms`},
		{"app.poisoned-record", "shop-1", map[string]string{"product": "5001"}, `"product" must be from 1 to 5000, not 5001`},
		{"app.lying-health", "shop-1", map[string]string{"status": "200"}, `"status" must be from 500 to 504, not 200`},
		{"app.lying-health", "shop-1", map[string]string{"status": "502", "how": "hang"}, `"status" has no meaning without "how: error"`},
		{"app.stop-accepting", "shop-1", map[string]string{"stops": "10s"}, `"every" is 12s, less than 3s longer than "stops"`},
		{"app.clock-skew", "shop-1", map[string]string{"ahead": "1s"}, `"ahead" must be from 61m to 720h, not 1s`},
		{"env.rotate-secret", "shop-1", map[string]string{"name": "DB_POOL"}, `"name" can't be "DB_POOL"`},
		{"env.split-secret", "nginx", nil, `"nginx" is not a replica of the app`},
	} {
		got := catalogue.All().Check(c.kind, c.on, c.params)
		if len(got) != 1 || got[0].Message != c.want {
			t.Errorf("%s %v: %q", c.kind, c.params, got)
		}
	}
}
