package chaos

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"firedrill/internal/source"
)

// Kind is what the catalogue says of one kind of fault. Everything that lists, documents, checks or tests faults reads
// it from here, so that a new kind is one new file.
type Kind struct {
	Name    string        // family and act, such as "container.stop"
	Family  string        // what it damages: container, net, dns, env, postgres, ...
	Summary string        // one line, for lists
	Manual  string        // what a user should know beyond the summary and the parameters
	Acts    Place         // where the damage is done
	Held    bool          // it lives in the agent that does it, and is gone within the lease of that agent's death
	Needs   []Need        // what must be there before anything is touched
	Within  time.Duration // how long its proofs may take to show; 0 means ProofTime
	Once    bool          // it happens once, and nothing is held that could end before the revert
	Causes  []string      // actions of the engine, in its words, that it may cause on its target: it, its revert, or what it leads to
	Example Example       // one that does damage in a lab as it ships; the manual shows it, the conformance suite runs it
	Ends    Ends          // what the example does not have, for a trial at the ends of a parameter's range
	New     func() Fault  // a fault of this kind, as a pointer to its struct, without parameters
}

// Ends holds the parameters that a value at an end of a range needs beside it, by the parameter's name and "min" or "max":
// {"mb min": {"per": "request"}}. An empty value takes one of the example out.
type Ends map[string]map[string]string

// Example is a target and parameters.
type Example struct {
	On     string
	Params map[string]string
}

// Place is where a fault acts.
type Place string

// Places.
const (
	AtEngine Place = "engine" // through the engine, from the operator's machine; the watchdog can undo it
	InLab    Place = "lab"    // by an agent in the lab, whose lease undoes it
)

// Index looks kinds up. It can't be changed; its zero value holds none.
type Index struct {
	kinds []Kind // sorted by name
}

// NewIndex returns an index of those kinds. Two of the same name are a mistake of whoever lists them, and panic.
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

// Kind looks a kind up by its name. The error of an unknown one lists the nearest names.
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

// UnknownKindError says that the catalogue has no such kind.
type UnknownKindError struct {
	Name string
	Near []string // the nearest names that there are
}

func (e *UnknownKindError) Error() string { return fmt.Sprintf("no fault of kind %q", e.Name) }

// Hint says what to do about it.
func (e *UnknownKindError) Hint() string {
	return meant(e.Near, "firedrill faults lists all kinds")
}

// meant is the hint for a name that is not known.
func meant(near []string, otherwise string) string {
	if len(near) == 0 {
		return otherwise
	}
	return "did you mean " + strings.Join(near, " or ") + "?"
}
