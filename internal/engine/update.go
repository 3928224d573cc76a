package engine

import (
	"context"

	"github.com/docker/docker/api/types/container"
)

// Limits are what a container may be held to while it runs. What is 0 is left as it is.
type Limits struct {
	CPUs   float64
	Memory int64 // bytes, swap included
	Pids   int64
}

// Update changes what a container is held to, running or not. An engine refuses a limit of memory below what is in use.
func (e *Engine) Update(ctx context.Context, id string, l Limits) error {
	l.CPUs = min(l.CPUs, float64(e.cpus))
	var r container.Resources
	l.apply(&r)
	return e.again(ctx, call{what: about("limit", id), do: func(ctx context.Context) error {
		_, err := e.docker.ContainerUpdate(ctx, id, container.UpdateConfig{Resources: r})
		return err
	}})
}

// apply puts the limits that there are in the place of others.
func (l Limits) apply(r *container.Resources) {
	if l.CPUs != 0 {
		r.NanoCPUs = int64(l.CPUs * 1e9)
	}
	if l.Memory != 0 {
		r.Memory, r.MemorySwap = l.Memory, l.Memory
	}
	if l.Pids != 0 {
		r.PidsLimit = &l.Pids
	}
}
