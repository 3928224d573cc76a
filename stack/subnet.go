package stack

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"firedrill/internal/engine"
)

// subnets is the number of networks with 254 addresses that all labs share: 10.213.0.0 to 10.213.255.0.
const subnets = 256

// space is the address range of these networks.
var space = netip.MustParsePrefix("10.213.0.0/16")

// subnet returns the k-th choice for an instance's network. Different instances start at different subnets.
func subnet(instance string, k int) string {
	h := 0
	for _, b := range []byte(instance) {
		h = (h*31 + int(b)) % subnets
	}
	return fmt.Sprintf("10.213.%d", (h+k)%subnets)
}

// freeSubnets lists an instance's choices that no network uses.
func freeSubnets(instance string, have []engine.Network) []string {
	var free []string
	for k := range subnets {
		s := subnet(instance, k)
		wanted := netip.MustParsePrefix(s + ".0/24")
		if !slices.ContainsFunc(have, func(n engine.Network) bool { return holds(n, wanted) }) {
			free = append(free, s)
		}
	}
	return free
}

// holds reports that a network uses addresses of a range. A network whose subnet cannot be parsed, such as IPv6, uses
// none.
func holds(n engine.Network, wanted netip.Prefix) bool {
	p, err := netip.ParsePrefix(n.Subnet)
	return err == nil && p.Overlaps(wanted)
}

// NoSubnetError says that the engine has no free addresses for a lab's network.
type NoSubnetError struct {
	Holders []engine.Network // networks of the engine in the labs' address range
}

// mostHolders is the maximum number of networks that an error names.
const mostHolders = 5

func (e NoSubnetError) Error() string {
	text := fmt.Sprintf("no subnet of %s is free for the lab's network", space)
	if len(e.Holders) == 0 {
		return text + ": the engine refuses each, though none of its networks holds one (a route of its host may)"
	}
	var held []string
	for i, n := range e.Holders {
		if i == mostHolders {
			held = append(held, fmt.Sprintf("and %d more networks", len(e.Holders)-i))
			break
		}
		held = append(held, fmt.Sprintf("%s is held by network %q", n.Subnet, n.Name))
	}
	return text + ": " + strings.Join(held, ", ")
}

// Hint says how to free addresses.
func (e NoSubnetError) Hint() string {
	if len(e.Holders) == 0 {
		return "ip route on the engine's host shows what holds 10.213.0.0/16"
	}
	return "firedrill clean removes the networks that dead runs have left; docker network rm NAME removes another one"
}

// makeNetwork creates the lab's network with the first free name and the first free subnet among the instance's
// choices.
func (r *Running) makeNetwork(ctx context.Context, b *blueprint) error {
	have, err := r.engine.Networks(ctx)
	if err != nil {
		return err
	}
	if b.Network, err = networkName(b.Instance, have, time.Now()); err != nil {
		return err
	}
	for _, b.Subnet = range freeSubnets(b.Instance, have) {
		err := r.createNetwork(ctx, *b)
		if _, taken := errors.AsType[engine.ErrOverlap](err); taken {
			continue
		}
		r.subnet = b.Subnet
		return err
	}
	return NoSubnetError{slices.DeleteFunc(have, func(n engine.Network) bool { return !holds(n, space) })}
}

// createNetwork is not cancelled once it began: a network that the engine creates after the clean-up would remain.
func (r *Running) createNetwork(ctx context.Context, b blueprint) error {
	return whole(ctx, func(ctx context.Context) error {
		_, err := r.engine.CreateNetwork(ctx, b.network())
		if taken, ok := errors.AsType[engine.NameTakenError](err); ok {
			return takenBy(taken)
		}
		if _, overlap := errors.AsType[engine.ErrOverlap](err); err != nil && !overlap {
			return fmt.Errorf("make network %q: %w", b.Network, err)
		}
		return err
	})
}
