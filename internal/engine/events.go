package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/docker/docker/api/types/events"
)

// Event is one event of a container, or of its connection to a network.
type Event struct {
	At         time.Time // engine clock
	Container  string    // container ID
	Action     string    // die, oom, kill, stop, start, restart, pause, unpause, connect, disconnect, destroy, health_status
	Status     string    // health status, for the action health_status
	Attributes map[string]string
}

// EventsRequest selects events. Container events and network events need separate requests, because only container
// events carry the containers' labels.
type EventsRequest struct {
	Since   time.Time // zero: from now
	Until   time.Time // zero: until the context ends
	Labels  []string  // labels of the containers
	Network string    // network name: select connections to this network instead of container events
	Actions []string
}

// Events calls tell with each event, in the engine's order. It returns nil when Until is reached or the context has
// ended, and otherwise the error that broke the stream. For Since, an engine keeps only its latest few hundred
// events.
func (e *Engine) Events(ctx context.Context, r EventsRequest, tell func(Event)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	messages, errs := e.docker.Events(ctx, r.options())
	for {
		select {
		case m := <-messages:
			tell(eventOf(m))
		case err := <-errs:
			if ctx.Err() != nil || errors.Is(err, io.EOF) && !r.Until.IsZero() {
				return nil
			}
			return plain(err)
		}
	}
}

func (r EventsRequest) options() events.ListOptions {
	args := byLabels(r.Labels)
	if r.Network != "" {
		args.Add("type", string(events.NetworkEventType))
		args.Add("network", r.Network)
	} else {
		args.Add("type", string(events.ContainerEventType))
	}
	for _, a := range r.Actions {
		args.Add("event", a)
	}
	return events.ListOptions{Since: stamp(r.Since), Until: stamp(r.Until), Filters: args}
}

// stamp formats a time for the API, with nanoseconds.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d.%09d", t.Unix(), t.Nanosecond())
}

func eventOf(m events.Message) Event {
	action, status, _ := strings.Cut(string(m.Action), ": ")
	out := Event{At: time.Unix(0, m.TimeNano), Container: m.Actor.ID, Action: action, Status: status, Attributes: m.Actor.Attributes}
	if m.Type == events.NetworkEventType {
		out.Container = m.Actor.Attributes["container"]
	}
	return out
}
