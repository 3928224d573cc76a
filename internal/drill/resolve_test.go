package drill

import (
	"errors"
	"reflect"
	"regexp"
	"testing"

	"firedrill/internal/source"
	"firedrill/scenarios"
	"firedrill/stack"
)

var (
	oneShop = stack.Lab{Name: "fragile", Services: map[string]stack.Service{stack.Shop: {Replicas: 1}}}
	ha      = stack.Lab{Name: "ha", Services: map[string]stack.Service{stack.Shop: {Replicas: 2}, stack.Replica: {}}}
)

func TestResolve_ReportsWhatTheLabLacks(t *testing.T) {
	s := &scenarios.Scenario{
		Faults: []scenarios.Fault{{ID: "container.stop#1", On: "shop-2"}, {ID: "load.spike#2"},
			{ID: "postgres.lag#3", On: "replica"}, {ID: "net.delay#4", On: "cache", Params: map[string]string{"peer": "shop-2"}}},
		Objectives: []scenarios.Objective{{Text: "fault: failed{replica=shop-2} <= 5%", Labels: map[string]string{"replica": "shop-2"}}},
	}
	if _, err := Resolve(s, ha); err != nil {
		t.Errorf("a lab that has it all: %v", err)
	}
	_, err := Resolve(s, oneShop)
	wrong, _ := errors.AsType[source.Mistakes](err)
	var got []string
	for _, m := range wrong {
		got = append(got, m.Message)
	}
	want := []string{
		`fault "container.stop#1" hits "shop-2", which lab "fragile" does not have`,
		`fault "postgres.lag#3" hits "replica", which lab "fragile" does not have`,
		`fault "net.delay#4" has the peer "shop-2", which lab "fragile" does not have`,
		`objective "fault: failed{replica=shop-2} <= 5%" names replica "shop-2", which lab "fragile" does not have`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestResolve_ReplicasOfTheLab(t *testing.T) {
	s := &scenarios.Scenario{Faults: []scenarios.Fault{{ID: "net.delay#1", On: "shop-7"}}}
	for replicas, hint := range map[int]string{9: "", 7: "", 3: "did you mean shop-1, shop-2 or shop-3?"} {
		lab := stack.Lab{Name: "x", Services: map[string]stack.Service{stack.Shop: {Replicas: replicas}}}
		_, err := Resolve(s, lab)
		var got source.Mistake
		if errors.As(err, &got); got.Hint != hint || (err != nil) != (hint != "") {
			t.Errorf("shop-7 of %d replicas: %v", replicas, err)
		}
	}
}

// named matches a target or a peer in a scenario of the library.
var named = regexp.MustCompile(`\b(on|peer): (client|nginx|shop-1|shop|redis|postgres-replica|postgres)\b`)

var roleOf = map[string]string{"on: client": "client", "on: nginx": "proxy", "on: shop-1": "app", "on: redis": "cache", "on: postgres": "database",
	"on: postgres-replica": "replica", "peer: nginx": "proxy", "peer: shop": "app", "peer: redis": "cache", "peer: postgres": "database"}

func TestResolve_ByRoleAsByName(t *testing.T) {
	byRole := 0
	for _, name := range scenarios.Names() {
		s, err := scenarios.Find(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		text := named.ReplaceAllStringFunc(string(s.Source), func(m string) string {
			if role := roleOf[m]; role != "" {
				byRole++
				return named.FindStringSubmatch(m)[1] + ": " + role
			}
			return m
		})
		other, err := scenarios.Parse(name+".yaml", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := Resolve(s, ha)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := Resolve(other, ha)
		if err != nil {
			t.Errorf("%s by role: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(got.Faults, want.Faults) {
			t.Errorf("%s: by role %+v, by name %+v", name, got.Faults, want.Faults)
		}
		byName := named.MatchString(string(s.Source))
		if byName && len(s.Faults) > 0 && !reflect.DeepEqual(want.Faults, s.Faults) {
			t.Errorf("%s: its own names were resolved to others: %+v, from %+v", name, want.Faults, s.Faults)
		}
	}
	if byRole < 40 {
		t.Errorf("only %d names were replaced by roles", byRole)
	}
}

func TestResolve_LeavesTheScenarioAsItIs(t *testing.T) {
	s := &scenarios.Scenario{Faults: []scenarios.Fault{{ID: "net.delay#1", On: "database", Params: map[string]string{"peer": "app"}}}}
	resolved, err := Resolve(s, ha)
	if err != nil || resolved.Faults[0].On != "postgres" || resolved.Faults[0].Params["peer"] != "shop" {
		t.Errorf("resolved is %+v, %v", resolved, err)
	}
	if f := s.Faults[0]; f.On != "database" || f.Params["peer"] != "app" {
		t.Errorf("the scenario was changed: %+v", f)
	}
}
