package chaos

import (
	"context"
	"time"
)

// Lab is what a fault sees of the lab it damages.
type Lab interface {
	// Containers acts on the services' containers.
	Containers() Containers
	// Probe looks at a service over the path that its users take, from inside the lab.
	Probe(ctx context.Context, service string) Answer
	// Settings asks a replica of the app which value of a variable it runs with.
	Settings(ctx context.Context, service string) (map[string]string, error)
}

// Containers is what can be done to a service's container from outside. A service is named as in the lab: nginx,
// shop-1, redis, postgres.
type Containers interface {
	State(ctx context.Context, service string) (State, error)
	Start(ctx context.Context, service string) error
	Stop(ctx context.Context, service string, grace time.Duration) error
	Kill(ctx context.Context, service, signal string) error
	Pause(ctx context.Context, service string) error
	Unpause(ctx context.Context, service string) error
	// Env returns the variables that the container was made with, secrets included.
	Env(ctx context.Context, service string) ([]string, error)
	// Redeploy puts a new container with another environment in the place of the service's container, under the same
	// name, alias and address; the old one is kept, stopped, aside.
	Redeploy(ctx context.Context, service string, env []string) error
	// Restore puts the container with that id back in the service's place, and removes whatever took it. It is
	// idempotent.
	Restore(ctx context.Context, service, id string) error
}

// State is what the engine says of a container.
type State struct {
	ID       string
	Status   string // running, paused, exited, restarting, created, missing
	ExitCode int
	OOM      bool
	Started  time.Time
}

// Answer is what a probe found.
type Answer struct {
	OK     bool
	Class  string // an error class of package record
	Detail string
	Took   time.Duration
}
