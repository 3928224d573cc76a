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

// subnets is how many networks of 254 addresses the labs share: 10.213.0.0 to 10.213.255.0.
const subnets = 256

// space is what they are in.
var space = netip.MustParsePrefix("10.213.0.0/16")

// subnet is the k-th choice of an instance's network. Different instances start at different places.
func subnet(instance string, k int) string {
	h := 0
	for _, b := range []byte(instance) {
		h = (h*31 + int(b)) % subnets
	}
	return fmt.Sprintf("10.213.%d", (h+k)%subnets)
}

// freeSubnets lists an instance's choices that no network holds.
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

// holds says that a network has addresses of a range. One whose subnet can't be read, as of IPv6, has none.
func holds(n engine.Network, wanted netip.Prefix) bool {
	p, err := netip.ParsePrefix(n.Subnet)
	return err == nil && p.Overlaps(wanted)
}

// NoSubnetError says that the engine has no addresses left for a lab's network.
type NoSubnetError struct {
	Holders []engine.Network // networks of the engine that have addresses of the labs' range
}

// mostHolders bounds how many networks an error names.
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

// Hint says how one gets addresses.
func (e NoSubnetError) Hint() string {
	if len(e.Holders) == 0 {
		return "ip route on the engine's host shows what holds 10.213.0.0/16"
	}
	return "firedrill clean removes the networks that dead runs have left; docker network rm NAME removes another one"
}

// makeNetwork makes the lab's network: under the first name and at the first of the instance's choices that are free.
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

// createNetwork is finished once it is begun: a network that comes true after the clean-up would be left.
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
