package kinds

import (
	"context"

	"firedrill/chaos"
)

// Entry is a kind as JSON.
type Entry struct {
	Kind      string   `json:"kind"`
	Family    string   `json:"family"`
	Summary   string   `json:"summary"`
	Needs     []string `json:"needs"`
	Available *bool    `json:"available"` // null: unknown
	Why       string   `json:"why,omitempty"`

	Manual     string      `json:"manual,omitempty"` // only for a single kind, like its parameters
	Parameters []Parameter `json:"parameters,omitempty"`
}

// Parameter is a parameter of a kind as JSON.
type Parameter struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Values   []string `json:"values,omitempty"` // all valid values
	Range    string   `json:"range,omitempty"`
	Required bool     `json:"required"`
	Default  string   `json:"default,omitempty"`
	Meaning  string   `json:"meaning"`
}

// Entries returns the entries of kinds, without their manuals.
func Entries(ctx context.Context, kinds []chaos.Kind, s Support) []Entry {
	entries := make([]Entry, len(kinds))
	for i, k := range kinds {
		entries[i] = entryOf(ctx, k, s)
	}
	return entries
}

func entryOf(ctx context.Context, k chaos.Kind, s Support) Entry {
	available, why := s.has(ctx, k)
	return Entry{Kind: k.Name, Family: k.Family, Summary: k.Summary, Needs: names(k.Needs), Available: available, Why: why}
}

// Entry returns the entry of the kind with its manual.
func (p Page) Entry(ctx context.Context, s Support) Entry {
	e := entryOf(ctx, p.Kind, s)
	e.Manual = p.Kind.Manual
	for _, f := range p.Fields {
		e.Parameters = append(e.Parameters, Parameter{f.Name, f.Type, f.Enum, f.Range(), f.Required, f.Default, f.Meaning()})
	}
	return e
}
