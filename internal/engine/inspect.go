package engine

import (
	"context"
	"strconv"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
)

// State is the state of a container as the engine reports it.
type State struct {
	ID       string
	Name     string
	Image    string
	Status   string // created, running, paused, restarting, exited, dead, or Missing
	ExitCode int
	OOM      bool
	Started  time.Time
	Pid      int
	Restarts int    // by the container's restart policy
	Files    int64  // open file limit it was created with; 0: the engine's default
	User     string // as configured; "" is root
	Env      []string
	Labels   map[string]string
	Address  string      // on its first network
	Aliases  []string    // on its first network
	Ports    map[int]int // container port -> port on 127.0.0.1
}

// Missing is the status of a container that does not exist.
const Missing = "missing"

// Inspect returns the state of a container, found by ID or name.
func (e *Engine) Inspect(ctx context.Context, id string) (State, error) {
	got, err := e.inspect(ctx, id)
	if errdefs.IsNotFound(err) {
		return State{Status: Missing}, nil
	}
	if err != nil {
		return State{}, err
	}
	s := State{ID: got.ID, Name: got.Name[1:], Image: got.Config.Image, Status: got.State.Status,
		ExitCode: got.State.ExitCode, OOM: got.State.OOMKilled, Pid: got.State.Pid, User: got.Config.User, Env: got.Config.Env,
		Labels: got.Config.Labels, Ports: map[int]int{}}
	s.Restarts = got.RestartCount
	for _, u := range got.HostConfig.Ulimits {
		if u.Name == openFiles {
			s.Files = u.Hard
		}
	}
	s.Started, _ = time.Parse(time.RFC3339Nano, got.State.StartedAt) // zero if it was never started
	for _, ep := range got.NetworkSettings.Networks {
		s.Aliases, s.Address = ownAliases(got.ID, ep.Aliases), ep.IPAddress
		if s.Address == "" && ep.IPAMConfig != nil {
			s.Address = ep.IPAMConfig.IPv4Address
		}
	}
	for port, bound := range got.NetworkSettings.Ports {
		for _, b := range bound {
			s.Ports[port.Int()], _ = strconv.Atoi(b.HostPort)
		}
	}
	return s, nil
}

// inspect returns everything that the engine knows of a container.
func (e *Engine) inspect(ctx context.Context, id string) (got container.InspectResponse, err error) {
	err = e.again(ctx, call{what: about("inspect", id), do: func(ctx context.Context) (err error) {
		got, err = e.docker.ContainerInspect(ctx, id)
		return err
	}})
	return got, err
}

// Listed is one container of a list.
type Listed struct {
	ID      string
	Name    string
	Image   string
	Status  string
	Labels  map[string]string
	Created time.Time
}

// List returns the containers, running or not, that carry all labels (name, or name=value). Without labels it returns
// all.
func (e *Engine) List(ctx context.Context, labels ...string) ([]Listed, error) {
	var all []container.Summary
	err := e.again(ctx, call{what: "list containers", do: func(ctx context.Context) (err error) {
		all, err = e.docker.ContainerList(ctx, container.ListOptions{All: true, Filters: byLabels(labels)})
		return err
	}})
	if err != nil {
		return nil, err
	}
	out := make([]Listed, 0, len(all))
	for _, c := range all {
		name := ""
		if len(c.Names) > 0 {
			name = c.Names[0][1:]
		}
		out = append(out, Listed{ID: c.ID, Name: name, Image: c.Image, Status: c.State, Labels: c.Labels,
			Created: time.Unix(c.Created, 0)})
	}
	return out, nil
}

func byLabels(labels []string) filters.Args {
	args := filters.NewArgs()
	for _, l := range labels {
		args.Add("label", l)
	}
	return args
}
