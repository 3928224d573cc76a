package stack

import (
	"context"
	"strconv"
	"sync"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/record"

	"golang.org/x/sync/errgroup"
)

// Events tells what the engine reports of the lab's services from a moment on, with the engine's own times. It returns nil
// when until is reached, or the context has ended where until is zero, and otherwise why the stream broke. It calls tell
// from one goroutine at a time.
func (r *Running) Events(ctx context.Context, since, until time.Time, tell func(time.Time, record.Engine)) error {
	w := &watch{running: r, tell: tell, services: map[string]string{}}
	if err := w.list(ctx); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for _, q := range []engine.EventsRequest{
		{Labels: []string{LabelLab + "=" + r.Instance}, Actions: record.EngineActions},
		{Network: NetworkName(r.Instance), Actions: []string{record.EngineConnect, record.EngineDisconnect}},
	} {
		q.Since, q.Until = since, until
		group.Go(func() error { return r.engine.Events(ctx, q, w.event) })
	}
	return group.Wait()
}

// watch knows which service each container of a lab is of.
type watch struct {
	running  *Running
	tell     func(time.Time, record.Engine)
	mu       sync.Mutex
	services map[string]string // by container id; "" for those that are no service
}

func (w *watch) list(ctx context.Context) error {
	all, err := w.running.engine.List(ctx, LabelLab+"="+w.running.Instance)
	for _, c := range all {
		w.services[c.ID] = serviceOf(c.Labels)
	}
	return err
}

// serviceOf is the service that a container's labels name; "" for the lab's own helpers.
func serviceOf(labels map[string]string) string {
	if service := labels[LabelService]; !helper(service) {
		return service
	}
	return ""
}

// event tells an event of one of the services. A network's event of a container that is not known yet is left out: the
// container is being made, or is not the lab's.
func (w *watch) event(e engine.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, labelled := e.Attributes[LabelService]; labelled {
		w.services[e.Container] = serviceOf(e.Attributes)
	}
	if service := w.services[e.Container]; service != "" {
		w.tell(e.At, reported(service, e))
	}
}

// shortID is how many digits of an id tell containers apart.
const shortID = 12

func reported(service string, e engine.Event) record.Engine {
	out := record.Engine{Service: service, Container: e.Container[:min(len(e.Container), shortID)], Action: e.Action, Status: e.Status}
	switch e.Action {
	case record.EngineDie:
		if code, err := strconv.Atoi(e.Attributes["exitCode"]); err == nil {
			out.ExitCode = &code
		}
	case record.EngineKill:
		out.Signal = e.Attributes["signal"]
	}
	return out
}
