package engine

import (
	"context"

	"github.com/docker/docker/api/types/container"
)

// Limits are resource limits that can change while a container runs. A zero field is left unchanged.
type Limits struct {
	CPUs   float64
	Memory int64 // bytes, including swap
	Pids   int64
}

// Update changes a container's limits, running or not. An engine refuses a memory limit below the current usage.
func (e *Engine) Update(ctx context.Context, id string, l Limits) error {
	l.CPUs = min(l.CPUs, float64(e.cpus))
	var r container.Resources
	l.apply(&r)
	return e.again(ctx, call{what: about("limit", id), do: func(ctx context.Context) error {
		_, err := e.docker.ContainerUpdate(ctx, id, container.UpdateConfig{Resources: r})
		return err
	}})
}

// apply copies the non-zero limits.
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
