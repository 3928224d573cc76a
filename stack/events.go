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

// Events passes the engine's events of the lab's services to tell, from since on, with the engine's own times. It
// returns nil when until is reached, or, if until is zero, when the context ends; otherwise it returns why the stream
// broke. It calls tell from one goroutine at a time.
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

// watch maps the containers of a lab to services.
type watch struct {
	running  *Running
	tell     func(time.Time, record.Engine)
	mu       sync.Mutex
	services map[string]string // by container id; "" for helpers
}

func (w *watch) list(ctx context.Context) error {
	all, err := w.running.engine.List(ctx, LabelLab+"="+w.running.Instance)
	for _, c := range all {
		w.services[c.ID] = serviceOf(c.Labels)
	}
	return err
}

// serviceOf returns the service named in a container's labels; "" for helpers of the lab.
func serviceOf(labels map[string]string) string {
	if service := labels[LabelService]; !helper(service) {
		return service
	}
	return ""
}

// event passes on an event of a service. A network event of an unknown container is left out: the container is still
// being created, or does not belong to the lab.
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

// shortID is the number of digits of a container id that distinguish containers.
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
