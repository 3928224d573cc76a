// Package library connects scenarios with the faults of this binary. Packages scenarios and chaos do not know each
// other: the scenario reader gets the fault kinds from here.
package library

import (
	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/internal/topology"
	"firedrill/scenarios"
	"firedrill/stack"
)

// Faults returns the kinds of fault that scenarios are checked against.
func Faults() scenarios.Catalogue { return faults{catalogue.All()} }

type faults struct{ index chaos.Index }

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
