package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/network"
)

// Network says how a network is to be made.
type Network struct {
	Name    string
	Subnet  string // 10.x.y.0/24
	Gateway string
	Range   string // where addresses that nobody asked for come from, clear of the fixed ones
	Labels  map[string]string
	Created time.Time // of one that is there
}

// ErrOverlap says that a network's addresses are in use by another one.
type ErrOverlap struct{ Subnet string }

func (e ErrOverlap) Error() string {
	return fmt.Sprintf("addresses %q are in use by another network", e.Subnet)
}

// CreateNetwork makes a bridge network of its own.
func (e *Engine) CreateNetwork(ctx context.Context, n Network) error {
	opts := network.CreateOptions{Driver: "bridge", Labels: n.Labels}
	if n.Subnet != "" {
		opts.IPAM = &network.IPAM{Config: []network.IPAMConfig{{Subnet: n.Subnet, Gateway: n.Gateway, IPRange: n.Range}}}
	}
	_, err := e.docker.NetworkCreate(ctx, n.Name, opts)
	if err != nil && strings.Contains(strings.ToLower(err.Error()), "overlaps") {
		return ErrOverlap{n.Subnet}
	}
	return plain(err)
}

// RemoveNetwork removes a network. One that isn't there is what is wanted.
func (e *Engine) RemoveNetwork(ctx context.Context, name string) error {
	err := e.docker.NetworkRemove(ctx, name)
	if errdefs.IsNotFound(err) {
		return nil
	}
	if err != nil && e.lostCount(ctx, name, err) {
		return LostCountError{plain(err)}
	}
	return plain(err)
}

// LostCountError says that the engine holds a network to be in use and can name nothing that uses it.
type LostCountError struct{ error }

// Hint says what alone frees such a network.
func (LostCountError) Hint() string {
	return "nothing is on that network any more, the engine has lost count; restart the engine, then run \"firedrill clean\" again"
}

func (e *Engine) lostCount(ctx context.Context, name string, refusal error) bool {
	if !strings.Contains(refusal.Error(), "active endpoints") {
		return false
	}
	n, err := e.docker.NetworkInspect(ctx, name, network.InspectOptions{})
	return err == nil && len(n.Containers) == 0
}

// Networks finds networks that carry all labels.
func (e *Engine) Networks(ctx context.Context, labels ...string) ([]Network, error) {
	all, err := e.docker.NetworkList(ctx, network.ListOptions{Filters: byLabels(labels)})
	if err != nil {
		return nil, plain(err)
	}
	out := make([]Network, 0, len(all))
	for _, n := range all {
		one := Network{Name: n.Name, Labels: n.Labels, Created: n.Created}
		for _, c := range n.IPAM.Config {
			one.Subnet, one.Gateway, one.Range = c.Subnet, c.Gateway, c.IPRange
		}
		out = append(out, one)
	}
	return out, nil
}
