package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
)

// openFiles is the name of the open files limit.
const openFiles = "nofile"

// Like describes how a container differs from the one it is copied from.
type Like struct {
	Name  string
	Env   []string // nil: unchanged
	Args  []string // appended to its command
	Again bool     // restart it whenever it ends
	Files int64    // open file limit of a process; 0: unchanged
	Keep  string   // folder to copy from the old container
	Put   []File   // copied in after Keep, before the start
	Hold  Limits   // zero fields: unchanged
	Seat  *Seat    // nil: the old container's
}

// Seat is a container's address and aliases on a network.
type Seat struct {
	Network string
	Address string
	Aliases []string
}

// Recreate creates and starts a copy of a container on the same network.
func (e *Engine) Recreate(ctx context.Context, from string, l Like) (string, error) {
	old, err := e.inspect(ctx, from)
	if err != nil {
		return "", err
	}
	cfg, host := old.Config, old.HostConfig
	l.apply(cfg, host)
	l.Hold.CPUs = min(l.Hold.CPUs, float64(e.cpus))
	l.Hold.apply(&host.Resources)
	created, err := e.create(ctx, cfg, host, l.endpoints(old.ID, old.NetworkSettings.Networks), l.Name)
	if err != nil {
		return "", err
	}
	if err := e.carry(ctx, old.ID, created, l.Keep); err != nil {
		return created, err
	}
	if err := e.CopyTo(ctx, created, l.Put); err != nil {
		return created, err
	}
	return created, e.Boot(ctx, created)
}

// create creates a container exactly once, even if the call is retried.
func (e *Engine) create(ctx context.Context, cfg *container.Config, host *container.HostConfig, at *network.NetworkingConfig, name string) (id string, err error) {
	var mark string
	cfg.Labels, mark = marked(cfg.Labels)
	err = e.again(ctx, call{what: fmt.Sprintf("create container %q", name), do: func(ctx context.Context) error {
		created, err := e.docker.ContainerCreate(ctx, cfg, host, at, nil, name)
		id = created.ID
		if errdefs.IsConflict(err) {
			err = e.nameTaken(ctx, name, mark, err)
		}
		return err
	}, landed: func(ctx context.Context) (found bool) {
		id, found = e.createdAs(ctx, mark)
		return found
	}})
	return id, err
}

// endpoints returns the network configuration of the new container.
func (l Like) endpoints(id string, old map[string]*network.EndpointSettings) *network.NetworkingConfig {
	if l.Seat == nil {
		return endpointsLike(id, old)
	}
	c := Container{Network: l.Seat.Network, Address: l.Seat.Address, Aliases: l.Seat.Aliases}
	return &network.NetworkingConfig{EndpointsConfig: map[string]*network.EndpointSettings{c.Network: c.endpoint()}}
}

func (l Like) apply(cfg *container.Config, host *container.HostConfig) {
	cfg.Hostname = ""
	if l.Env != nil {
		cfg.Env = l.Env
	}
	cfg.Cmd = append(slices.Clone(cfg.Cmd), l.Args...)
	if l.Again {
		host.RestartPolicy = container.RestartPolicy{Name: container.RestartPolicyAlways}
	}
	if l.Files > 0 {
		host.Ulimits = []*container.Ulimit{{Name: openFiles, Soft: l.Files, Hard: l.Files}}
	}
}

// carry copies a folder from one container to another. A missing folder is skipped.
func (e *Engine) carry(ctx context.Context, from, to, folder string) error {
	if folder == "" {
		return nil
	}
	parent := folder[:strings.LastIndexByte(folder, '/')+1]
	err := e.again(ctx, call{what: about("copy a folder to", to), do: func(ctx context.Context) error {
		body, _, err := e.docker.CopyFromContainer(ctx, from, folder)
		if err != nil {
			return err
		}
		defer body.Close()
		return e.docker.CopyToContainer(ctx, to, parent, body, container.CopyToContainerOptions{})
	}})
	if errdefs.IsNotFound(err) {
		return nil
	}
	return err
}

// endpointsLike copies addresses and aliases, but not what the engine assigned to the old container.
func endpointsLike(id string, old map[string]*network.EndpointSettings) *network.NetworkingConfig {
	out := &network.NetworkingConfig{EndpointsConfig: map[string]*network.EndpointSettings{}}
	for name, ep := range old {
		out.EndpointsConfig[name] = &network.EndpointSettings{IPAMConfig: ep.IPAMConfig, Aliases: ownAliases(id, ep.Aliases)}
	}
	return out
}

// ownAliases removes the short ID, which the engine adds by itself and which must not outlive its container.
func ownAliases(id string, aliases []string) []string {
	return slices.DeleteFunc(slices.Clone(aliases), func(a string) bool { return strings.HasPrefix(id, a) })
}
