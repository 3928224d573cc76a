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
	// Env returns the variables that the container with that id was made with, secrets included. It is asked by id, so
	// that one which is kept aside can be looked at too.
	Env(ctx context.Context, id string) ([]string, error)
	// Redeploy puts a new container with another environment in the place of the service's container, under the same
	// name, alias and address; the old one is kept, stopped, aside. It returns when the new one was started, whether or
	// not its process lives. Redeployed again, all that went before are kept aside.
	Redeploy(ctx context.Context, service string, env []string) error
	// Restore puts the container with that id back in the service's place, running, and removes every other container
	// of the service. It is idempotent, and works from a Redeploy that was cut short.
	Restore(ctx context.Context, service, id string) error
}

// State is what the engine says of a container.
type State struct {
	ID       string // of the container in the service's place; "" when it is missing
	Original string // of the container that the first Redeploy set aside; "" or ID when there was none
	Status   string // running, paused, exited, restarting, created, missing
	ExitCode int
	OOM      bool
	Started  time.Time
	Restarts int   // how often the engine has started it again by itself
	Files    int64 // how many files a process in it may have open; 0 is the engine's default
}

// Answer is what a probe found.
type Answer struct {
	OK     bool
	Class  string // an error class of package record
	Detail string
	Took   time.Duration
}
