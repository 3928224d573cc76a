package scenarios_test

import (
	"reflect"
	"strings"
	"testing"

	"firedrill/scenarios"
)

func TestResolve(t *testing.T) {
	tests := map[string]struct {
		on, peer         string
		wantOn, wantPeer string
		unknown          []string // parameters
	}{
		"instances":            {"shop-2", "postgres", "shop-2", "postgres", nil},
		"services":             {"shop", "shop", "shop-1", "shop", nil},
		"roles":                {"database", "app", "postgres", "shop", nil},
		"no peer":              {"proxy", "", "nginx", "", nil},
		"the kind's own":       {"", "", "", "", nil},
		"an unknown target":    {"datbase", "shop-1", "datbase", "shop-1", []string{"on"}},
		"an unknown peer":      {"cache", "queue", "redis", "queue", []string{"peer"}},
		"both unknown":         {"a", "b", "a", "b", []string{"on", "peer"}},
		"a role of nothing":    {"worker", "", "worker", "", []string{"on"}},
		"the users to a proxy": {"client", "proxy", "client", "nginx", nil},
	}
	for name, tt := range tests {
		f := scenarios.Fault{ID: "net.delay#1", Kind: "net.delay", On: tt.on, Params: map[string]string{"delay": "1ms"}}
		if tt.peer != "" {
			f.Params["peer"] = tt.peer
		}
		got, problems := f.Resolve(faults{}.Targets())
		var unknown []string
		for _, p := range problems {
			unknown = append(unknown, p.Param)
		}
		if got.On != tt.wantOn || got.Params["peer"] != tt.wantPeer || !reflect.DeepEqual(unknown, tt.unknown) {
			t.Errorf("%s: %q to %q, unknown are %q", name, got.On, got.Params["peer"], unknown)
		}
		if f.On != tt.on || f.Params["peer"] != tt.peer || got.Params["delay"] != "1ms" {
			t.Errorf("%s: the fault itself was changed, or lost a parameter: %+v, %+v", name, f, got)
		}
		if again, _ := got.Resolve(faults{}.Targets()); !reflect.DeepEqual(again, got) {
			t.Errorf("%s: resolved again it is %+v", name, again)
		}
	}
}

func TestResolve_UnknownNameListsTheNearest(t *testing.T) {
	_, problems := scenarios.Fault{On: "databse"}.Resolve(faults{}.Targets())
	want := scenarios.Problem{Param: "on", Message: `unknown target "databse"`, Hint: "did you mean database?"}
	if len(problems) != 1 || problems[0] != want {
		t.Errorf("got %+v, want %+v", problems, want)
	}
}

// What is written stays, so that a scenario can be resolved for each lab that it is run on.
func TestParse_KeepsTargetsAsWritten(t *testing.T) {
	src := strings.Replace(smallest, "{container.stop: {on: postgres}}", "{container.stop: {on: database}}, {net.delay: {on: app, peer: cache, delay: 1ms}}", 1)
	s, err := scenarios.Parse("x.yaml", []byte(src), faults{})
	if err != nil {
		t.Fatal(err)
	}
	if f := s.Faults; f[0].On != "database" || f[1].On != "app" || f[1].Params["peer"] != "cache" {
		t.Errorf("faults are %+v", f)
	}
	if !fits(t, []byte(src)) {
		t.Error("the published schema refuses a role")
	}
}

// A record may be of a stack that this binary does not know.
func TestParse_WithoutCatalogueTakesAnyTarget(t *testing.T) {
	src := strings.Replace(smallest, "on: postgres", "on: payments-db-1", 1)
	s, err := scenarios.Parse("x.yaml", []byte(src), nil)
	if err != nil || s.Faults[0].On != "payments-db-1" {
		t.Errorf("%v", err)
	}
}

func TestParse_OverlapsByRole(t *testing.T) {
	src := strings.Replace(smallest, "{container.stop: {on: postgres}}",
		"{env.set: {on: app, name: A, value: b}}, {env.set: {on: shop-1, at: 1s, name: A, value: c}}", 1)
	_, err := scenarios.Parse("x.yaml", []byte(src), faults{})
	if err == nil || !strings.Contains(err.Error(), `"env.set#2" overlaps with "env.set#1"`) {
		t.Errorf("two faults of one variable of shop-1, one of them by role: %v", err)
	}
}
