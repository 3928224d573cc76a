package drill

import (
	"testing"

	"firedrill/scenarios"
)

func TestPlanOf_SameSeedGivesTheSamePlan(t *testing.T) {
	s := &scenarios.Scenario{Load: scenarios.Load{Rate: 200, Mix: []scenarios.Share{{Route: "browse", Weight: 3}, {Route: "order", Weight: 1}}}}
	p := PlanOf(s, "r1", 7, "pem")
	if p.Seed != 7 || p.Run != "r1" || p.CA != "pem" || p.Stages[0].Rate != 200 || p.Stages[0].For != 0 {
		t.Errorf("plan is %+v", p)
	}
	if len(p.Mix) != 2 || p.Mix[0].Route != "browse" || p.Mix[1].Weight != 1 {
		t.Errorf("mix is %+v, want the file's order", p.Mix)
	}
}
