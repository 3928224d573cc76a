package engine

import (
	"context"
	"slices"
)

// Bounds are the limits and privileges that the engine enforces on a container.
type Bounds struct {
	ID         string // container ID
	Running    bool
	Privileged bool
	CapAdd     []string
	Mounts     []string // host paths that are mounted
	CPUs       float64
	Memory     int64
	Pids       int64
	Published  []string // address:port
}

// Bounds asks the engine for a container's limits and privileges.
func (e *Engine) Bounds(ctx context.Context, id string) (Bounds, error) {
	got, err := e.inspect(ctx, id)
	if err != nil {
		return Bounds{}, err
	}
	h := got.HostConfig
	b := Bounds{ID: got.ID, Running: got.State.Running, Privileged: h.Privileged, CapAdd: h.CapAdd, Mounts: slices.Clone(h.Binds), CPUs: float64(h.NanoCPUs) / 1e9, Memory: h.Memory}
	if h.PidsLimit != nil {
		b.Pids = *h.PidsLimit
	}
	for _, m := range h.Mounts {
		b.Mounts = append(b.Mounts, m.Source)
	}
	for _, bound := range got.NetworkSettings.Ports {
		for _, p := range bound {
			b.Published = append(b.Published, p.HostIP+":"+p.HostPort)
		}
	}
	return b, nil
}
