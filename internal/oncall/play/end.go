package play

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"firedrill/chaos"
	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/oncall"
	"firedrill/internal/record"
	"firedrill/internal/signals"
	"firedrill/internal/topology"
	"firedrill/stack"
)

// VoidError reports a round without a score. Its debrief has been printed.
type VoidError struct{ oncall.Void }

func (e VoidError) Error() string { return "the round is void: " + e.Reason }

const (
	lookTime   = 10 * time.Second // bounds the inspection of a lab in which a drill failed
	removeTime = 2 * time.Second  // a person who removes a lab removes one container after the other
)

// broke notes why the round's drill ended early, while its lab still exists, and reports it at once if the round is
// void.
func (r *Round) broke(ctx context.Context, err error) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	log := r.Table.Round()
	r.early = oncall.Evidence{End: endingOf(err), Problem: oneLine(err), Engine: engine.Failed(err), Touched: log.Touched(forever, r.hit)}
	if r.early.End == oncall.EndUnwell {
		r.early.Touched = log.Touched(forever, everyService())
	}
	if r.early.End == oncall.EndClientGone {
		r.early.End, r.early.Problem = r.clientEnd(ctx, &log)
	}
	if void := oncall.Rule(r.early).Void; void != nil {
		r.tell(Over, "The round is void, and not scored: "+void.Reason)
	}
}

// forever is longer than any round.
const forever = 24 * time.Hour

// oneLine formats an error in one line.
func oneLine(err error) string {
	if invalid, ok := errors.AsType[*drill.InvalidError](err); ok {
		return invalid.Why
	}
	return err.Error()
}

// endingOf classifies the error that ended a drill early.
func endingOf(err error) string {
	if _, ok := errors.AsType[*drill.FaultError](err); ok {
		return oncall.EndFault
	}
	switch code := drill.CodeOf(err); {
	case code.Busy():
		return oncall.EndBusy
	case code == record.CodeBaselineUnhealthy:
		return oncall.EndUnwell
	case code == record.CodeEngineFailed:
		return oncall.EndEngine
	case code == record.CodeClientGone || errors.Is(err, drill.ErrClientGone):
		return oncall.EndClientGone
	case errors.Is(err, context.Canceled):
		return oncall.EndInterrupted
	case engine.Failed(err):
		return oncall.EndEngine
	}
	return oncall.EndFailed
}

// everyService returns all instances that can affect users.
func everyService() []topology.Instance {
	return slices.DeleteFunc(stack.Largest().Topology().Instances(), func(i topology.Instance) bool { return i.Role == topology.RoleClient })
}

// clientEnd finds out what happened to the container that generates the load.
func (r *Round) clientEnd(ctx context.Context, log *oncall.Round) (end, problem string) {
	_ = drill.Wait(ctx, removeTime)
	labels := []string{stack.LabelLab + "=" + r.instance, stack.LabelService + "=" + stack.Client}
	all, err := r.bench.Engine.List(ctx, labels[0])
	if err != nil {
		return oncall.EndClientGone, fmt.Sprintf("the container that makes the load can't be reached: %v", err)
	}
	byHand := false
	err = r.bench.Engine.Events(ctx, engine.EventsRequest{Since: r.opened, Until: time.Now(), Labels: labels,
		Actions: []string{record.EngineKill, record.EngineStop}}, func(engine.Event) { byHand = true })
	if err != nil {
		return oncall.EndClientGone, fmt.Sprintf("the container that makes the load is gone, and the engine does not tell why: %v", err)
	}
	return clientEnd(all, byHand, log.Has(oncall.Removed))
}

// clientEnd decides what happened to the container that generates the load, from the rest of its lab.
func clientEnd(left []engine.Listed, byHand, removed bool) (end, problem string) {
	services := slices.DeleteFunc(slices.Clone(left), func(c engine.Listed) bool {
		return c.Labels[stack.LabelService] == "" || c.Labels[stack.LabelService] == stack.Client
	})
	client := slices.ContainsFunc(left, func(c engine.Listed) bool {
		return c.Labels[stack.LabelService] == stack.Client && c.Status == "running"
	})
	switch {
	case removed:
		return oncall.EndRemoved, "somebody removed the lab with \"firedrill down\""
	case len(services) == 0:
		return oncall.EndRemoved, "somebody removed the containers of the lab"
	case client:
		return oncall.EndClientGone, "the connection to the container that makes the load was lost"
	case byHand:
		return oncall.EndClientKilled, "nobody was a user of the shop from then on"
	}
	return oncall.EndClientGone, "the container that makes the load ended by itself"
}

// shown ends the round if its incident is not proven, unless the responder fixed it before the proof.
func (r *Round) shown(id string, proof chaos.Proof) error {
	log := r.Table.Round()
	if proof.OK() || log.Touched(forever, r.hit) != "" {
		return nil
	}
	return fmt.Errorf("it does not act: %s; %s", proof.Mechanism.Saw, proof.Effect.Saw)
}

// Unplayed is the result of a round that did not reach its debrief.
func (r *Round) Unplayed(v oncall.Void) Played {
	return Played{Debrief: oncall.Debrief{Round: r.Table.Round(), Started: time.Now(), Lab: cmp.Or(r.Lab, r.Scenario.Lab), Responder: r.As,
		Void: &v, Again: r.Again()}}
}

// Cut returns why a round did not reach its debrief. quit is the reason if nothing failed.
func Cut(ctx context.Context, err error, quit string) oncall.Void {
	switch {
	case ctx.Err() != nil:
		return oncall.Void{Kind: oncall.VoidInterrupted, Reason: "firedrill was told to end"}
	case err == nil:
		return oncall.Void{Kind: oncall.VoidInterrupted, Reason: quit}
	case engine.Failed(err):
		return oncall.Void{Kind: oncall.VoidEngine, Reason: err.Error()}
	}
	return oncall.Void{Kind: oncall.VoidHarness, Reason: err.Error()}
}

// Unscored returns the error of a void round with a debrief; nil for any other round.
func (p Played) Unscored() error {
	if p.Dir == "" || p.Debrief.Void == nil {
		return nil
	}
	return VoidError{*p.Debrief.Void}
}

// outside returns the last change to the services by other means than firedrill commands; empty: none.
func outside(w *signals.Windows, targets []topology.Instance) string {
	for _, i := range slices.Backward(w.Interferences) {
		if slices.ContainsFunc(targets, func(t topology.Instance) bool { return t.Name == i.Service }) {
			return i.String()
		}
	}
	return ""
}
