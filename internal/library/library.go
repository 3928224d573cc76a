// Package library connects scenarios with the faults and the workload of this binary. These packages do not know each
// other: the scenario reader gets the fault kinds and the workload from here.
package library

import (
	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/internal/load"
	"firedrill/internal/topology"
	"firedrill/scenarios"
	"firedrill/stack"
	"firedrill/stack/shop/workload"
)

// Faults returns the kinds of fault that scenarios are checked against.
func Faults() scenarios.Catalogue { return faults{catalogue.All()} }

// Recorded returns the catalogue for reading the scenario of a record, which may name faults and routes that no longer
// exist.
func Recorded() scenarios.Catalogue { return scenarios.Recorded(shop()) }

type faults struct{ index chaos.Index }

func (f faults) Workload() scenarios.Workload { return shop() }

// shop returns what scenarios may use of the shop's workload.
func shop() scenarios.Workload {
	return scenarios.Workload{
		Routes:       workload.UserRoutes(),
		Mix:          shares(workload.UsualMix()),
		Writes:       workload.Writes,
		ExampleRoute: workload.Product,
		ExampleMix:   []scenarios.Share{{Route: workload.Browse, Weight: 60}, {Route: workload.Order, Weight: 10}},
	}
}

func shares(mix []load.Weight) []scenarios.Share {
	all := make([]scenarios.Share, len(mix))
	for i, w := range mix {
		all[i] = scenarios.Share(w)
	}
	return all
}

func (f faults) Kinds() []string { return f.index.Kinds() }

func (f faults) Fields(kind string) []scenarios.Field {
	fields, err := f.index.Fields(kind)
	if err != nil {
		return nil // the reader reports an unknown kind before it asks for its fields
	}
	out := make([]scenarios.Field, len(fields))
	for i, field := range fields {
		out[i] = scenarios.Field{Name: field.Name, Type: field.Type, Default: field.Default, Required: field.Required, Doc: field.Meaning(),
			Enum: field.Enum, Min: field.Min, Max: field.Max}
	}
	return out
}

// Targets returns the topology of the largest lab, because a scenario is checked before its lab is known.
func (f faults) Targets() topology.Topology { return stack.Largest().Topology() }

func (f faults) Check(kind, on string, params map[string]string) []scenarios.Problem {
	_, problems := f.index.Decode(kind, on, params)
	out := make([]scenarios.Problem, len(problems))
	for i, p := range problems {
		out[i] = scenarios.Problem(p)
	}
	return out
}

// Conflict returns the setting that two faults cannot both change at the same time.
func (f faults) Conflict(a, b scenarios.Fault) (setting string, ok bool) {
	return f.index.Conflict(chaos.Entry{Kind: a.Kind, On: a.On, Params: a.Params}, chaos.Entry{Kind: b.Kind, On: b.On, Params: b.Params})
}
