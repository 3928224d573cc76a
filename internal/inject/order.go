// Package inject owns single faults that an operator injects into a running lab with one command and reverts with
// another. Drills inject the faults of their scenarios themselves.
package inject

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/internal/source"
	"firedrill/internal/topology"
	"firedrill/scenarios"
	"firedrill/stack"
)

// Wanted is one fault as typed on the command line.
type Wanted struct {
	Kind string
	On   string
	Set  []string      // parameters, name=value
	Hold time.Duration // time until it is reverted; 0 leaves it in force
}

// Fault validates the command line. All mistakes are reported at once, as source.Mistakes. The target is checked
// against the largest possible lab, because the actual lab is not known yet.
func (w Wanted) Fault() (scenarios.Fault, error) {
	index := catalogue.All()
	kind, err := index.Kind(w.Kind)
	if err != nil {
		return scenarios.Fault{}, err
	}
	f := scenarios.Fault{ID: w.Kind + "#1", Kind: w.Kind, On: w.On, Params: map[string]string{}}
	wrong := w.readParams(f.Params)
	if kind.Held && w.Hold == 0 {
		wrong = append(wrong, source.Mistake{Message: fmt.Sprintf("%q ends with this command, so it needs to be told how long", w.Kind), Hint: "--for 30s"})
	}
	o, unknown := orderIn(stack.Largest().Topology(), f)
	wrong = append(wrong, unknown...)
	if len(unknown) == 0 {
		_, problems := index.Decode(w.Kind, o.On, o.Params)
		for _, p := range problems {
			wrong = append(wrong, source.Mistake{Message: p.Message, Hint: cmp.Or(p.Hint, "firedrill faults "+w.Kind+" is its manual")})
		}
	}
	if len(wrong) > 0 {
		return f, wrong
	}
	return f, nil
}

// orderIn returns the order that injects a fault in a stack.
func orderIn(t topology.Topology, f scenarios.Fault) (chaos.Order, source.Mistakes) {
	f, problems := f.Resolve(t)
	var wrong source.Mistakes
	for _, p := range problems {
		wrong = append(wrong, source.Mistake{Message: p.Message, Hint: p.Hint})
	}
	return chaos.Order{ID: f.ID, Kind: f.Kind, On: f.On, Params: f.Params}, wrong
}

// readParams reads the parameters.
func (w Wanted) readParams(into map[string]string) (wrong source.Mistakes) {
	for _, pair := range w.Set {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			wrong = append(wrong, source.Mistake{Message: fmt.Sprintf("flag \"--set\" does not take %q", pair), Hint: "--set name=value"})
			continue
		}
		into[name] = value
	}
	return wrong
}
