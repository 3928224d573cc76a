package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/network"
)

// Network describes a network to create.
type Network struct {
	ID      string // of an existing network
	Name    string
	Subnet  string // 10.x.y.0/24
	Gateway string
	Range   string // pool for automatic addresses, separate from the fixed ones
	Labels  map[string]string
	Created time.Time // of an existing network
}

// ErrOverlap reports that another network uses the addresses.
type ErrOverlap struct{ Subnet string }

func (e ErrOverlap) Error() string {
	return fmt.Sprintf("addresses %q are in use by another network", e.Subnet)
}

// CreateNetwork creates a bridge network and returns its ID. A name in use is a NameTakenError, addresses in use are
// an ErrOverlap.
func (e *Engine) CreateNetwork(ctx context.Context, n Network) (id string, err error) {
	labels, mark := marked(n.Labels)
	opts := network.CreateOptions{Driver: "bridge", Labels: labels}
	if n.Subnet != "" {
		opts.IPAM = &network.IPAM{Config: []network.IPAMConfig{{Subnet: n.Subnet, Gateway: n.Gateway, IPRange: n.Range}}}
	}
	err = e.again(ctx, call{what: fmt.Sprintf("create network %q", n.Name), do: func(ctx context.Context) error {
		created, err := e.docker.NetworkCreate(ctx, n.Name, opts)
		id = created.ID
		return err
	}, landed: func(ctx context.Context) (found bool) {
		id, found = e.networkCreatedAs(ctx, mark)
		return found
	}})
	switch {
	case err == nil:
		return id, nil
	case overlaps(err):
		return "", ErrOverlap{n.Subnet}
	case strings.Contains(err.Error(), "already exists"):
		return e.networkTaken(ctx, n.Name, mark, err)
	}
	return "", err
}

// overlaps recognizes the messages of the engine's address manager and bridge driver.
func overlaps(err error) bool { return strings.Contains(strings.ToLower(err.Error()), "overlap") }

func (e *Engine) networkCreatedAs(ctx context.Context, mark string) (id string, found bool) {
	all, err := e.docker.NetworkList(ctx, network.ListOptions{Filters: byLabels([]string{mark})})
	if err != nil || len(all) == 0 {
		return "", false
	}
	return all[0].ID, true
}

// networkTaken explains a name conflict. An earlier attempt that was given up may have succeeded since.
func (e *Engine) networkTaken(ctx context.Context, name, mark string, conflict error) (string, error) {
	if id, found := e.networkCreatedAs(ctx, mark); found {
		return id, nil
	}
	all, err := e.Networks(ctx)
	if err != nil {
		return "", joined(conflict, err)
	}
	at := slices.IndexFunc(all, func(n Network) bool { return n.Name == name })
	if at < 0 {
		return "", conflict
	}
	return "", NameTakenError{Object: "network", Name: name, Labels: all[at].Labels}
}

// RemoveNetwork removes a network by ID. A missing network is no error.
func (e *Engine) RemoveNetwork(ctx context.Context, id string) error {
	err := e.again(ctx, call{what: fmt.Sprintf("remove network %.12s", id), do: func(ctx context.Context) error {
		return e.docker.NetworkRemove(ctx, id)
	}})
	if errdefs.IsNotFound(err) {
		return nil
	}
	if err != nil && e.lostCount(ctx, id, err) {
		return LostCountError{err}
	}
	return err
}

// LostCountError reports that the engine considers a network in use but lists nothing that uses it.
type LostCountError struct{ error }

// Hint returns the only way to free such a network.
func (LostCountError) Hint() string {
	return "nothing is on that network any more, the engine has lost count of it: firedrill clean tries again, a restart of the engine frees it, and firedrill up takes another name meanwhile"
}

func (e LostCountError) Unwrap() error { return e.error }

func (e *Engine) lostCount(ctx context.Context, id string, refusal error) bool {
	if !strings.Contains(refusal.Error(), "active endpoints") {
		return false
	}
	n, err := e.docker.NetworkInspect(ctx, id, network.InspectOptions{})
	return err == nil && len(n.Containers) == 0
}

// Networks returns the networks that carry all labels. Without labels it returns all.
func (e *Engine) Networks(ctx context.Context, labels ...string) ([]Network, error) {
	var all []network.Summary
	err := e.again(ctx, call{what: "list networks", do: func(ctx context.Context) (err error) {
		all, err = e.docker.NetworkList(ctx, network.ListOptions{Filters: byLabels(labels)})
		return err
	}})
	if err != nil {
		return nil, err
	}
	out := make([]Network, 0, len(all))
	for _, n := range all {
		one := Network{ID: n.ID, Name: n.Name, Labels: n.Labels, Created: n.Created}
		for _, c := range n.IPAM.Config {
			one.Subnet, one.Gateway, one.Range = c.Subnet, c.Gateway, c.IPRange
		}
		out = append(out, one)
	}
	return out, nil
}
