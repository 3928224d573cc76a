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

// Event is what happened to a container, or to its place on a network.
type Event struct {
	At         time.Time // by the engine's clock
	Container  string    // its id
	Action     string    // die, oom, kill, stop, start, restart, pause, unpause, connect, disconnect, destroy, health_status
	Status     string    // of health_status
	Attributes map[string]string
}

// EventsRequest chooses events. Those of containers and those of a network are two different requests, since only
// containers have labels in them.
type EventsRequest struct {
	Since   time.Time // zero: from now on
	Until   time.Time // zero: until the context ends
	Labels  []string  // of the containers
	Network string    // a network's name, for the connections to it in the containers' place
	Actions []string
}

// Events calls tell with each event that the engine reports, in its order. It returns nil when Until is reached or the
// context has ended, and otherwise why the stream broke. An engine keeps only its latest few hundred events for Since.
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

// stamp is a moment as the API takes it, to the nanosecond.
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
