package drill

import (
	"errors"
	"testing"

	"firedrill/internal/source"
	"firedrill/scenarios"
	"firedrill/stack"
)

func TestAFaultOnAServiceThatTheLabLacksIsAMistake(t *testing.T) {
	one := stack.Lab{Name: "fragile", Services: map[string]stack.Service{stack.Shop: {Replicas: 1}}}
	two := stack.Lab{Name: "ha", Services: map[string]stack.Service{stack.Shop: {Replicas: 2}}}
	s := &scenarios.Scenario{Faults: []scenarios.Fault{{ID: "container.stop#1", On: "shop-2"}, {ID: "load.spike#2"}}}
	if err := CheckTargets(s, two); err != nil {
		t.Errorf("a lab that has it: %v", err)
	}
	err := CheckTargets(s, one)
	wrong, ok := errors.AsType[source.Mistakes](err)
	if !ok || len(wrong) != 1 || wrong[0].Message != `fault "container.stop#1" hits "shop-2", which lab "fragile" does not have` {
		t.Errorf("error = %v", err)
	}
}

func TestTheSamePlanFollowsFromTheSameSeed(t *testing.T) {
	s := &scenarios.Scenario{Load: scenarios.Load{Rate: 200, Mix: []scenarios.Share{{Route: "browse", Weight: 3}, {Route: "order", Weight: 1}}}}
	p := PlanOf(s, "r1", 7, "pem")
	if p.Seed != 7 || p.Run != "r1" || p.CA != "pem" || p.Stages[0].Rate != 200 || p.Stages[0].For != 0 {
		t.Errorf("plan is %+v", p)
	}
	if len(p.Mix) != 2 || p.Mix[0].Route != "browse" || p.Mix[1].Weight != 1 {
		t.Errorf("mix is %+v, want the file's order", p.Mix)
	}
}
