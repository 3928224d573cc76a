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
	r := container.Resources{NanoCPUs: int64(min(l.CPUs, float64(e.cpus)) * 1e9), Memory: l.Memory, MemorySwap: l.Memory}
	if l.Pids != 0 {
		r.PidsLimit = &l.Pids
	}
	_, err := e.docker.ContainerUpdate(ctx, id, container.UpdateConfig{Resources: r})
	return plain(err)
}
