package stack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"firedrill/chaos"
	"firedrill/internal/agent"
	"firedrill/internal/engine"
)

// packetTime bounds one request to a packet agent.
const packetTime = 15 * time.Second

// network applies packet damage to the lab's services.
type network struct{ r *Running }

// Apply starts packet damage in a service's namespace.
func (n network) Apply(ctx context.Context, service, id string, d chaos.Damage) error {
	q := agent.DamageRequest{ID: id, Damage: d}
	if p := n.r.packets; d.Packets != nil {
		q.Drivers = packetDrivers(ctx, n.r.engine, p.image, p.labels[LabelRun])
	}
	return n.ask(ctx, service, agent.OpDamage, q, nil)
}

// Status returns the state of the damage. A service that is not running has no namespace, and so no damage.
func (n network) Status(ctx context.Context, service, id string) (chaos.Standing, error) {
	var s chaos.Standing
	err := n.ask(ctx, service, agent.OpStanding, agent.DamageRequest{ID: id}, &s)
	if errors.Is(err, errNotRunning) {
		return chaos.Standing{Why: err.Error()}, nil
	}
	return s, err
}

// Remove ends the damage. If the namespace is gone, so is the damage.
func (n network) Remove(ctx context.Context, service, id string) error {
	err := n.ask(ctx, service, agent.OpMend, agent.DamageRequest{ID: id}, nil)
	if errors.Is(err, errNotRunning) {
		return nil
	}
	return err
}

// Addresses lists the addresses of a service, or of every replica of the shop.
func (n network) Addresses(ctx context.Context, service string) ([]netip.Addr, error) {
	names := []string{service}
	if service == Shop {
		all, err := n.r.engine.List(ctx, LabelLab+"="+n.r.Instance)
		if err != nil {
			return nil, err
		}
		names = replicas(all)
	}
	var found []netip.Addr
	for _, name := range names {
		s, err := n.r.containers().own(ctx, name)
		if err != nil {
			return nil, named("look at", name, err)
		}
		if a, err := netip.ParseAddr(s.Address); err == nil {
			found = append(found, a)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("the lab has no %q with an address", service)
	}
	return found, nil
}

func replicas(all []engine.Listed) []string {
	var names []string
	for _, c := range all {
		if s := c.Labels[LabelService]; IsShop(s) && !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	return names
}

// Reach opens connections to a service.
func (n network) Reach(ctx context.Context, q chaos.Reach) (chaos.Reached, error) {
	var reached chaos.Reached
	to, err := n.Addresses(ctx, q.To)
	if err != nil {
		return reached, err
	}
	port := cmp.Or(q.Port, ports[q.To], PortShop)
	body := agent.ReachRequest{Address: net.JoinHostPort(to[0].String(), strconv.Itoa(port)), Reach: q}
	// A lost request blocks those behind it on the same connection.
	planned := time.Duration(q.Pings)*q.Every + 2*q.Within
	err = n.askWithin(ctx, packetTime+planned, q.From, agent.OpReach, body, &reached)
	return reached, err
}

// ports are the ports of services other than the shop.
var ports = map[string]int{Nginx: PortHTTPS, Redis: PortRedis, Postgres: PortPostgres, Replica: PortPostgres}

// Lookup resolves a name as a service does.
func (n network) Lookup(ctx context.Context, service, name string) (chaos.Lookup, error) {
	var l chaos.Lookup
	err := n.ask(ctx, service, agent.OpLookup, agent.LookupRequest{Name: name}, &l)
	return l, err
}

// Lookups resolves a name several times as a service does.
func (n network) Lookups(ctx context.Context, service, name string, count int) (chaos.Lookups, error) {
	var all chaos.Lookups
	err := n.ask(ctx, service, agent.OpLookups, agent.LookupRequest{Name: name, Count: count}, &all)
	return all, err
}

// ask sends a request to the agent in a service's namespace, or to the client if service is empty. Once sent, it waits
// for the answer even if ctx ends: a later request, such as a revert, must not overtake it.
func (n network) ask(ctx context.Context, service, op string, q, result any) error {
	return n.askWithin(ctx, packetTime, service, op, q, result)
}

func (n network) askWithin(ctx context.Context, bound time.Duration, service, op string, q, result any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), bound)
	defer cancel()
	client := n.r.client
	if service == Shop {
		service = ShopName(1)
	}
	if service != "" {
		var err error
		if client, err = n.r.packets.get(ctx, service); err != nil {
			return err
		}
	}
	return client.Call(ctx, op, q, result)
}
