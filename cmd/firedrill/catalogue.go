package main

import (
	"firedrill/chaos"
	"firedrill/internal/topology"
	"firedrill/scenarios"
	"firedrill/stack"
)

// faultIndex tells scenarios which faults there are. The two packages don't know each other.
type faultIndex struct{ index chaos.Index }

func (c faultIndex) Kinds() []string { return c.index.Kinds() }

func (c faultIndex) Fields(kind string) []scenarios.Field {
	fields, err := c.index.Fields(kind)
	if err != nil {
		return nil // an unknown kind has none; who asks has found that out before
	}
	out := make([]scenarios.Field, len(fields))
	for i, f := range fields {
		out[i] = scenarios.Field{Name: f.Name, Type: f.Type, Default: f.Default, Required: f.Required, Doc: f.Meaning(), Enum: f.Enum,
			Min: f.Min, Max: f.Max}
	}
	return out
}

// Targets is what a lab may have, for a scenario is checked before its lab is known.
func (c faultIndex) Targets() topology.Topology { return stack.Largest().Topology() }

func (c faultIndex) Check(kind, on string, params map[string]string) []scenarios.Problem {
	_, problems := c.index.Decode(kind, on, params)
	out := make([]scenarios.Problem, len(problems))
	for i, p := range problems {
		out[i] = scenarios.Problem(p)
	}
	return out
}

// Conflict says which setting two faults can't both change at the same time.
func (c faultIndex) Conflict(a, b scenarios.Fault) (setting string, ok bool) {
	return c.index.Conflict(chaos.Entry{Kind: a.Kind, On: a.On, Params: a.Params}, chaos.Entry{Kind: b.Kind, On: b.On, Params: b.Params})
}

var _ scenarios.Catalogue = faultIndex{}
