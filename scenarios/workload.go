package scenarios

import (
	"cmp"
	"fmt"
	"strings"

	"firedrill/internal/topology"
)

// Workload is what a scenario may say of the requests that the users of a stack make.
type Workload struct {
	Routes []string // that a mix or a label may name
	Mix    []Share  // of a scenario that names none
	Writes string   // what the audit looks up after recovery, as a plural noun; "" for nothing

	// Examples for hints.
	ExampleRoute string
	ExampleMix   []Share
}

// exampleRoute is a label that narrows a signal.
func (w Workload) exampleRoute() string { return "{route=" + cmp.Or(w.ExampleRoute, "...") + "}" }

// exampleMix is a mix as it is written in a file.
func (w Workload) exampleMix() string {
	shares := make([]string, len(w.ExampleMix))
	for i, share := range w.ExampleMix {
		shares[i] = fmt.Sprintf("%s: %v", share.Route, share.Weight)
	}
	return "{" + strings.Join(shares, ", ") + "}"
}

// Recorded is the catalogue for reading the scenario of a record. Faults, targets and routes are not checked, because a
// record is graded again long after they have changed. The workload is that of the record's stack.
func Recorded(w Workload) Catalogue { return recorded{w} }

type recorded struct{ workload Workload }

func (r recorded) Workload() Workload                                      { return r.workload }
func (recorded) Kinds() []string                                           { return nil }
func (recorded) Fields(string) []Field                                     { return nil }
func (recorded) Targets() topology.Topology                                { return nil }
func (recorded) Check(kind, on string, params map[string]string) []Problem { return nil }

// checks says whether a catalogue checks what a scenario names.
func checks(c Catalogue) bool {
	_, isRecorded := c.(recorded)
	return !isRecorded
}
