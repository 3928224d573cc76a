package respond

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"firedrill/chaos/packet"
	"firedrill/internal/engine"
	"firedrill/stack"
)

// Inside is what it takes to look at a lab from inside.
type Inside struct {
	Run  string // whose the agents are that look
	Self string // the image that they are made of
}

// Network tells what is programmed in a service's network namespace; with reset, takes it out first.
func (d *Desk) Network(ctx context.Context, in Inside, service string, reset bool) (shown []packet.Shown, err error) {
	of := d.containers
	if service == stack.Client {
		if of.Client, err = d.client(ctx); err != nil {
			return nil, err
		}
	}
	w := stack.OpenWires(stack.WiresRequest{Containers: of, Run: in.Run, Self: in.Self})
	defer func() { err = errors.Join(err, w.Close()) }()
	if reset {
		d.note("network " + service + " reset")
		if err := w.Reset(ctx, service); err != nil {
			return nil, err
		}
	}
	return w.Show(ctx, service)
}

// client is the container of the users.
func (d *Desk) client(ctx context.Context) (string, error) {
	all, err := d.engine.List(ctx, stack.LabelLab+"="+d.instance, stack.LabelService+"="+stack.Client)
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(all, func(l engine.Listed) bool { return l.Status == running })
	if at < 0 {
		return "", fmt.Errorf("lab %q has no client now", d.instance)
	}
	return all[at].Name, nil
}
