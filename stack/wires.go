package stack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"firedrill/chaos/packet"
	"firedrill/internal/agent"
	"firedrill/internal/engine"
)

// Wires inspects and cleans the network namespaces of a lab's services, whichever process uses the lab. It must be
// closed.
type Wires struct{ agents *packetAgents }

// WiresRequest names the lab, and the image of the agents.
type WiresRequest struct {
	Containers Containers
	Run        string
	Self       string // the image of this binary
}

// OpenWires does not start anything yet.
func OpenWires(r WiresRequest) *Wires {
	b := blueprint{Instance: r.Containers.Instance, Run: r.Run}
	return &Wires{newPacketAgents(r.Containers, engine.Container{Image: r.Self, Labels: b.labels(Sidecar)})}
}

// Close ends the agents.
func (w *Wires) Close() error { return w.agents.close() }

// Show returns the rules in a service's namespace.
func (w *Wires) Show(ctx context.Context, service string) ([]packet.Shown, error) {
	var all []packet.Shown
	return all, w.ask(ctx, service, agent.OpShow, &all)
}

func (w *Wires) ask(ctx context.Context, service, op string, result any) error {
	client, err := w.agents.get(ctx, service)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, packetTime)
	defer cancel()
	return named("ask the network of", service, client.Call(ctx, op, struct{}{}, result))
}

// cleared is the interval at which a namespace is checked until it is empty.
const cleared = 25 * time.Millisecond

// Reset removes every rule from a service's namespace: it ends the other processes that created rules, and removes what
// they leave.
func (w *Wires) Reset(ctx context.Context, service string) error {
	c := w.agents.containers
	all, err := c.Engine.List(ctx, LabelLab+"="+c.Instance, LabelService+"="+Sidecar, LabelBeside+"="+service)
	if err != nil {
		return named("reset the network of", service, err)
	}
	for _, one := range all {
		if one.Labels[LabelRun] != w.agents.labels[LabelRun] {
			if err := c.Engine.Remove(ctx, one.ID); err != nil {
				return named("reset the network of", service, err)
			}
		}
	}
	return w.empty(ctx, service)
}

// empty sweeps until nothing is left: the kernel needs a moment to notice the end of a process.
func (w *Wires) empty(ctx context.Context, service string) error {
	ctx, cancel := context.WithTimeout(ctx, packetTime)
	defer cancel()
	for {
		if err := w.ask(ctx, service, agent.OpSweep, nil); err != nil {
			return err
		}
		left, err := w.Show(ctx, service)
		if err != nil || len(left) == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			var what []string
			for _, s := range left {
				what = append(what, s.What)
			}
			return named("reset the network of", service, errors.Join(context.Cause(ctx), fmt.Errorf("still there: %q", slices.Compact(what))))
		case <-time.After(cleared):
		}
	}
}
