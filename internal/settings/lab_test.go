package settings

import (
	"slices"
	"strings"
	"testing"

	"firedrill"
	"firedrill/stack"
)

func TestShippedLabs_DifferInKnobsOnly(t *testing.T) {
	file, bad := readLabs("labs.yaml", firedrill.Labs)
	if bad != nil {
		t.Fatal(bad)
	}
	fragile, hardened := file.labs["fragile"], file.labs["hardened"]
	if fragile.Name != "fragile" || hardened.Name != "hardened" || file.top["images"] != "auto" {
		t.Fatalf("%+v", file)
	}
	if fragile.HasReplica() {
		t.Error("a lab that names no replica has one")
	}
	differInKnobs(t, fragile, hardened)
	ha, better := file.labs["ha"], file.labs["ha-hardened"]
	if !ha.HasReplica() || !better.HasReplica() || ha.Services[stack.Shop].Replicas != 2 {
		t.Errorf("ha: %+v", ha)
	}
	differInKnobs(t, ha, better)
}

func differInKnobs(t *testing.T, fragile, hardened stack.Lab) {
	t.Helper()
	if !slices.Equal(fragile.Members(), hardened.Members()) {
		t.Errorf("%s has %q, %s has %q", fragile.Name, fragile.Members(), hardened.Name, hardened.Members())
	}
	for name, f := range fragile.Services {
		h := hardened.Services[name]
		if f.CPUs == 0 || f.Memory == 0 || f.Pids == 0 || f.Replicas == 0 {
			t.Errorf("%s is not limited: %+v", name, f)
		}
		if name == stack.Shop && slices.Equal(f.Env, h.Env) {
			t.Error("the shop's knobs are the same")
		}
		f.Env, h.Env = nil, nil
		if f.Image != h.Image || f.Replicas != h.Replicas || f.CPUs != h.CPUs || f.Memory != h.Memory || f.Pids != h.Pids {
			t.Errorf("%s differs: %+v and %+v", name, f, h)
		}
	}
}

func TestExtend_OverridesTheBaseLab(t *testing.T) {
	s, err := load(t, `labs:
  c: {extends: b, services: {shop: {env: [DB_POOL=9]}}}
  b: {extends: a, about: second, services: {shop: {env: [DB_TIMEOUT=1s, BREAKER=on]}, redis: {memory: 64MiB}}}
  a: {about: first, services: {shop: {replicas: 2, env: [DB_POOL=4, DB_TIMEOUT=30s]}, redis: {pids: 32, cpus: 0.5}}}
`, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := s.Labs["c"]
	if got := strings.Join(c.Services[stack.Shop].Env, " "); got != "DB_POOL=9 DB_TIMEOUT=1s BREAKER=on" {
		t.Errorf("env %q", got)
	}
	if c.About != "second" || c.Name != "c" || c.Services[stack.Shop].Replicas != 2 {
		t.Errorf("%+v", c)
	}
	if r := c.Services[stack.Redis]; r.Memory != 64<<20 || r.Pids != 32 || r.CPUs != 0.5 {
		t.Errorf("%+v", r)
	}
	if a := s.Labs["a"].Services[stack.Shop].Env; strings.Join(a, " ") != "DB_POOL=4 DB_TIMEOUT=30s" {
		t.Errorf("the parent was changed: %q", a)
	}
}

func TestReadLabs_FileExtendsShippedLabs(t *testing.T) {
	s, err := load(t, "labs: {vm: {extends: hardened, engine: 'ssh://root@vm'}, fragile: {services: {shop: {env: [RATE_LIMIT=7]}}}}\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Labs["vm"].Services[stack.Shop].Env; got[0] != "RATE_LIMIT=7" || !slices.Contains(got, "BREAKER=on") {
		t.Errorf("vm runs %q: of the shipped hardened, on top of the fragile of this file", got)
	}
	if got := s.Labs["fragile"].Services[stack.Shop].Env; len(got) != 1 {
		t.Errorf("fragile runs %q", got)
	}
	if _, err := load(t, "labs: {fragile: {extends: hardened}}\n", nil); err == nil || !strings.Contains(err.Error(), "fragile -> hardened -> fragile") {
		t.Errorf("a circle through a shipped lab: %v", err)
	}
	if s, err := load(t, "runs: elsewhere\n", nil); err != nil || s.Runs != "elsewhere" || len(s.Labs) != 4 {
		t.Errorf("a file without labs: %+v, %v", s, err)
	}
}

func TestFind_UnknownLabSuggestsTheNearest(t *testing.T) {
	s, err := load(t, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find("hardenedd"); err == nil || err.Error() != "unknown lab \"hardenedd\"\nhint: did you mean hardened?" {
		t.Error(err)
	}
}

func TestLoad_RefusesLimitsBelowEngineMinimum(t *testing.T) {
	_, err := load(t, "labs:\n  mine:\n    extends: fragile\n    services: {redis: {cpus: 0.001}}\n", nil)
	if err == nil || !strings.Contains(err.Error(), "cpus must be at least 0.05, not 0.001") || !strings.Contains(err.Error(), ":4:30") {
		t.Errorf("the error is %v, want the place and the least", err)
	}
}
