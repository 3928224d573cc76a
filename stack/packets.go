package stack

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"firedrill/internal/agent"
	"firedrill/internal/engine"
	"firedrill/internal/record"
)

// Sidecar is the service name of agents that share the network namespace of another service. They do what is only
// possible there: damage packets, and check how a name or a port is reached from there. The name does not reveal their
// purpose.
const Sidecar = "sidecar"

// packetAgents are the packet agents of a lab, one for each damaged service, started on first use.
type packetAgents struct {
	containers Containers
	image      string
	labels     map[string]string

	mu  sync.Mutex
	all map[string]*packetAgent
}

// packetAgent is one agent and its namespace. A container gets a new namespace with each start.
type packetAgent struct {
	of      string // id of the container that owns the namespace
	started time.Time
	client  *agent.Client
}

// newPacketAgents returns an empty set whose agents are started like the client.
func newPacketAgents(of Containers, client engine.Container) *packetAgents {
	p := &packetAgents{containers: of, image: client.Image, labels: maps.Clone(client.Labels), all: map[string]*packetAgent{}}
	p.labels[LabelService] = Sidecar
	return p
}

// errNotRunning says that a service has no namespace because it is not running.
var errNotRunning = errors.New("it does not run, and so has no network namespace")

// get returns the agent in a service's current namespace. An agent in an old namespace, or a dead one, is replaced.
func (p *packetAgents) get(ctx context.Context, service string) (*agent.Client, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, err := p.containers.own(ctx, service)
	if err != nil {
		return nil, named("look at", service, err)
	}
	have := p.all[service]
	if have != nil && have.client.Err() == nil && have.of == s.ID && have.started.Equal(s.Started) {
		return have.client, nil
	}
	delete(p.all, service)
	if have != nil {
		_ = have.client.Close() // it has nothing left to revert
	}
	if s.Status != "running" && s.Status != "paused" {
		return nil, named("join", service, errNotRunning)
	}
	client, err := p.start(ctx, service, s.ID)
	if err != nil {
		return nil, named("join", service, err)
	}
	p.all[service] = &packetAgent{of: s.ID, started: s.Started, client: client}
	return client, nil
}

// start starts an agent in a container's namespace.
func (p *packetAgents) start(ctx context.Context, service, id string) (*agent.Client, error) {
	c := packetContainer(p.image, maps.Clone(p.labels))
	c.Labels[LabelBeside] = service
	c.Name = ContainerName(p.containers.Instance, Sidecar+"-"+service+"-"+p.labels[LabelRun]+"-"+strings.ToLower(rand.Text()[:4]))
	c.NetworkOf, c.Resumable = id, true
	_, stream, err := p.containers.Engine.StartAttached(ctx, c)
	if err != nil {
		return nil, err
	}
	client, err := agent.Dial(ctx, stream, func([]record.Sample) {})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("packet agent: %w: %s", err, stream.Stderr()), stream.Close())
	}
	if err := client.Call(ctx, agent.OpOrphans, nil, nil); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return client, nil
}

// close ends all agents and their damage.
func (p *packetAgents) close() error {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, a := range p.all {
		errs = append(errs, a.client.Close())
	}
	clear(p.all)
	return errors.Join(errs...)
}

// packetContainer plans a packet agent. It runs as root because engines make added capabilities effective for no other
// user. It has only the one capability that it needs, and cannot gain others.
func packetContainer(image string, labels map[string]string) engine.Container {
	return engine.Container{Image: image, User: "0:0", Entrypoint: []string{"/firedrill"}, Cmd: []string{"agent"}, Labels: labels,
		CapAdd: []string{"NET_ADMIN"},
		// It times packets to the millisecond, so it has priority when CPU is scarce.
		CPUs: 1, CPUShares: 8192, Memory: 128 << 20, Pids: 64}
}

// Accompany starts a sidecar for each service and the client, so that the presence of one reveals nothing.
func (r *Running) Accompany(ctx context.Context) error {
	for _, service := range append(r.Lab.Members(), Client) {
		if _, err := r.packets.get(ctx, service); err != nil {
			return err
		}
	}
	return nil
}
