// Package inject owns single faults: what an operator injects into a lab that is up, by one command, and reverts by another. A
// drill injects the faults of its scenario itself.
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
)

// Wanted is one fault as it was typed.
type Wanted struct {
	Kind string
	On   string
	Set  []string      // parameters, name=value
	Hold time.Duration // after which it is reverted; 0 to leave it
}

// Order checks what was typed, and names the instances of a stack that it acts on. All mistakes are reported at once, as
// source.Mistakes.
func (w Wanted) Order(t topology.Topology) (chaos.Order, error) {
	index := catalogue.All()
	kind, err := index.Kind(w.Kind)
	if err != nil {
		return chaos.Order{}, err
	}
	f := scenarios.Fault{ID: w.Kind + "#1", Kind: w.Kind, On: w.On, Params: map[string]string{}}
	wrong := w.readParams(f.Params)
	if kind.Held && w.Hold == 0 {
		wrong = append(wrong, source.Mistake{Message: fmt.Sprintf("%q ends with this command, so it needs to be told how long", w.Kind), Hint: "--for 30s"})
	}
	f, unknown := f.Resolve(t)
	for _, p := range unknown {
		wrong = append(wrong, source.Mistake{Message: p.Message, Hint: p.Hint})
	}
	o := chaos.Order{ID: f.ID, Kind: f.Kind, On: f.On, Params: f.Params}
	if len(unknown) == 0 {
		_, problems := index.Decode(w.Kind, o.On, o.Params)
		for _, p := range problems {
			wrong = append(wrong, source.Mistake{Message: p.Message, Hint: cmp.Or(p.Hint, "firedrill faults "+w.Kind+" is its manual")})
		}
	}
	if len(wrong) > 0 {
		return o, wrong
	}
	return o, nil
}

// readParams fills the parameters.
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
