package respond

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"firedrill/chaos/packet"
	"firedrill/internal/engine"
	"firedrill/stack"
)

// Inside is the origin of an agent in the lab's network: the owning run and the image.
type Inside struct {
	Run  string // the run that owns the agent
	Self string // the image of our own binary
}

// inside returns the Inside for an agent of this desk.
func (d *Desk) inside(ctx context.Context) (Inside, error) {
	self, err := stack.SupplySelf(ctx, d.engine, "")
	return Inside{Run: d.owner, Self: self.Ref}, err
}

// PacketRules are the packet rules and queueing disciplines in a service's network namespace.
type PacketRules struct {
	Service string
	Rules   []packet.Shown
}

// PacketRules returns the packet rules of a service, or of the users for "client". With reset, it removes them first.
func (d *Desk) PacketRules(ctx context.Context, word string, reset bool) (PacketRules, error) {
	service := word
	if word != stack.Client {
		var err error
		if service, err = d.Service(word); err != nil {
			return PacketRules{}, err
		}
	}
	in, err := d.inside(ctx)
	if err != nil {
		return PacketRules{}, err
	}
	rules, err := d.Network(ctx, in, service, reset)
	return PacketRules{service, rules}, err
}

// JSON is the list of rules.
func (p PacketRules) JSON() any { return p.Rules }

// Text writes one rule a line, with the packets that it counted.
func (p PacketRules) Text(w io.Writer) error {
	if len(p.Rules) == 0 {
		_, err := fmt.Fprintf(w, "nothing is programmed in the network of %s\n", p.Service)
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range p.Rules {
		fmt.Fprintf(t, "%s\t%s\t%d packets\n", r.Where, r.What, r.Packets)
	}
	return t.Flush()
}

// Network returns the packet rules in a service's network namespace. With reset, it removes them first.
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

// client returns the name of the load client's container.
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
