package chaos

import (
	"context"
	"fmt"
	"time"
)

// Containers acts on the containers of a lab's services from outside. A service is named as in the lab: nginx, shop-1, redis,
// postgres.
type Containers interface {
	State(ctx context.Context, service string) (State, error)
	Start(ctx context.Context, service string) error
	Stop(ctx context.Context, service string, grace time.Duration) error
	Kill(ctx context.Context, service, signal string) error
	Pause(ctx context.Context, service string) error
	Unpause(ctx context.Context, service string) error
	// Env returns the variables that the container with that id was created with, including secrets. It takes an id, so that a
	// container which is set aside can be read too.
	Env(ctx context.Context, id string) ([]string, error)
	// Replace stops the service's container, sets it aside with all that it holds, and starts another under the same name,
	// alias and address. It returns when the new one was started, whether or not its process lives. Replaced again, all that
	// went before stay aside.
	Replace(ctx context.Context, service string, with Replacement) error
	// Restore puts the container with that id back in the service's place, running. It removes what stands there, and what
	// was set aside after that container; one that is gone was removed with these, and then nothing is to be done. It is
	// idempotent, and works from a Replace that was cut short.
	Restore(ctx context.Context, service, id string) error
	// Seat tells where a service's container is on the lab's network; one that is off it has no address.
	Seat(ctx context.Context, service string) (Seat, error)
	Disconnect(ctx context.Context, service string) error
	// Connect puts it on the network. It does nothing if the container is there already.
	Connect(ctx context.Context, service string, s Seat) error
}

// Replacement describes how a new container differs from the one that it replaces.
type Replacement struct {
	None    bool     // there is none: the service's place stays empty
	AsFirst bool     // it is made as the lab first made it, whatever was changed since
	Env     []string // its variables; nil as before; with AsFirst, those that differ
	Args    []string // added to its command
	Again   bool     // the engine starts it again whenever it ends
	Files   int64    // how many files it may have open; 0 as before
}

// Seat is a container's place on a network.
type Seat struct {
	Address string   `json:"address"`
	Aliases []string `json:"aliases"`
}

// State is the state of a container, as the engine reports it.
type State struct {
	ID       string // of the container in the service's place; "" when it is missing
	Original string // of the container that the first Replace set aside; "" or ID if there was none
	Status   string // running, paused, exited, restarting, created, missing
	ExitCode int
	OOM      bool
	Started  time.Time
	Restarts int   // how often the engine has started it again by itself
	Files    int64 // how many files a process in it may have open; 0 is the engine's default
}

// Statuses of a container, in the engine's words.
const (
	StatusRunning    = "running"
	StatusPaused     = "paused"
	StatusExited     = "exited"
	StatusRestarting = "restarting"
	StatusCreated    = "created"
	StatusMissing    = "missing"
)

// String describes a state for a report.
func (s State) String() string {
	if s.Status == StatusExited || s.Status == StatusRestarting {
		text := fmt.Sprintf("%s with code %d", s.Status, s.ExitCode)
		if s.OOM {
			text += ", out of memory"
		}
		return text
	}
	return s.Status
}
