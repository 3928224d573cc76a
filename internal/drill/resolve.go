package drill

import (
	"fmt"
	"maps"
	"slices"

	"firedrill/internal/source"
	"firedrill/internal/topology"
	"firedrill/scenarios"
	"firedrill/stack"
)

// Resolve returns a copy of a scenario with the instance of each fault in a lab, before anything is started. It
// reports faults and objectives that name what the lab does not have. It does not check the signature, which
// describes the scenario's own lab.
func Resolve(s *scenarios.Scenario, l stack.Lab) (*scenarios.Scenario, error) {
	t := l.Topology()
	resolved := *s
	resolved.Faults = slices.Clone(s.Faults)
	var wrong source.Mistakes
	for i, f := range s.Faults {
		var problems []scenarios.Problem
		resolved.Faults[i], problems = f.Resolve(t)
		for _, p := range problems {
			wrong = append(wrong, source.Mistake{Message: lacking(f, p.Param, l.Name), Hint: p.Hint})
		}
	}
	wrong = append(wrong, lackingReplicas(s.Objectives, t, l.Name)...)
	if len(wrong) > 0 {
		return nil, wrong
	}
	return &resolved, nil
}

// lacking describes a fault whose target or parameter names something the lab does not have.
func lacking(f scenarios.Fault, param, lab string) string {
	if name := f.Params[param]; name != "" {
		return fmt.Sprintf("fault %q has the %s %q, which lab %q does not have", f.ID, param, name, lab)
	}
	return fmt.Sprintf("fault %q hits %q, which lab %q does not have", f.ID, f.On, lab)
}

// lackingReplicas reports objectives on an app replica that the lab does not have.
func lackingReplicas(all []scenarios.Objective, t topology.Topology, lab string) source.Mistakes {
	known := map[string]bool{}
	for _, i := range t.InRole(topology.RoleApp) {
		known[i.Name] = true
	}
	var wrong source.Mistakes
	for _, o := range all {
		if replica := o.Labels["replica"]; replica != "" && !known[replica] {
			wrong = append(wrong, source.Mistake{Message: fmt.Sprintf("objective %q names replica %q, which lab %q does not have", o.Text, replica, lab),
				Hint: source.Suggest(replica, slices.Sorted(maps.Keys(known)))})
		}
	}
	return wrong
}
