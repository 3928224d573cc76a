package kinds

import (
	"context"

	"firedrill/chaos"
	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/stack"
)

// Support finds out which kinds an engine supports.
type Support struct {
	prober  chaos.Prober
	unknown error // why it is unknown; nil if it is known
}

// Unknown returns the Support without an engine. The catalogue does not need one.
func Unknown(why error) Support { return Support{unknown: why} }

// On tries capabilities in containers of a run. A feature that a lab has only on request counts as supported.
func On(ctx context.Context, e *engine.Engine, run string) Support {
	self, err := stack.SupplySelf(ctx, e, "")
	if err != nil {
		return Unknown(err)
	}
	return Support{prober: &drill.Prober{Engine: e, Self: self.Ref, Run: run, Lab: stack.Largest()}}
}

// has reports whether the engine supports a kind, and why not. available is nil if that is unknown.
func (s Support) has(ctx context.Context, k chaos.Kind) (available *bool, why string) {
	if s.unknown != nil {
		return nil, s.unknown.Error()
	}
	unmet := chaos.Missing(ctx, s.prober, k)
	ok := len(unmet) == 0
	if !ok {
		why = (&chaos.UnmetError{Kind: k.Name, Unmet: unmet}).Error()
	}
	return &ok, why
}
