package chaos

import (
	"fmt"
	"slices"
	"strings"

	"firedrill/internal/source"
)

// Index finds kinds by name. It is immutable; its zero value is empty.
type Index struct {
	kinds []Kind // sorted by name
}

// NewIndex returns an index of those kinds. It panics if two have the same name.
func NewIndex(kinds ...Kind) Index {
	sorted := slices.Clone(kinds)
	slices.SortFunc(sorted, func(a, b Kind) int { return strings.Compare(a.Name, b.Name) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i].Name == sorted[i-1].Name {
			panic(fmt.Sprintf("chaos: kind %q is listed twice", sorted[i].Name))
		}
	}
	return Index{sorted}
}

// Kinds lists the names of all kinds, sorted.
func (x Index) Kinds() []string {
	names := make([]string, len(x.kinds))
	for i, k := range x.kinds {
		names[i] = k.Name
	}
	return names
}

// Kind finds a kind by its name. The error for an unknown name lists the nearest names.
func (x Index) Kind(name string) (Kind, error) {
	i, ok := slices.BinarySearchFunc(x.kinds, name, func(k Kind, n string) int { return strings.Compare(k.Name, n) })
	if !ok {
		return Kind{}, &UnknownKindError{Name: name, Near: source.Nearest(name, x.Kinds())}
	}
	return x.kinds[i], nil
}

// Fields lists the parameters of a kind in the order of its struct, the target first.
func (x Index) Fields(kind string) ([]Field, error) {
	k, err := x.Kind(kind)
	if err != nil {
		return nil, err
	}
	return fieldsOf(k.New()), nil
}

// UnknownKindError reports that the catalogue has no such kind.
type UnknownKindError struct {
	Name string
	Near []string // the nearest known names
}

func (e *UnknownKindError) Error() string { return fmt.Sprintf("no fault of kind %q", e.Name) }

// Hint returns what to do next.
func (e *UnknownKindError) Hint() string {
	return meant(e.Near, "firedrill faults lists all kinds")
}

// meant is the hint for an unknown name.
func meant(near []string, otherwise string) string {
	if len(near) == 0 {
		return otherwise
	}
	return "did you mean " + strings.Join(near, " or ") + "?"
}
