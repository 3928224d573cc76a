package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/volume"
)

// Volume says how a volume is to be made. One that is made for the first container that mounts it takes the content of
// the container's image in that place, and its owner.
type Volume struct {
	Name    string
	Size    int64 // bytes of memory that it may take; 0: it is on the engine's own disk. One in memory is emptied when it is mounted nowhere
	Labels  map[string]string
	Created time.Time // of one that is there
}

// CreateVolume makes a volume.
func (e *Engine) CreateVolume(ctx context.Context, v Volume) error {
	opts := volume.CreateOptions{Driver: "local", Name: v.Name, Labels: v.Labels}
	if v.Size > 0 {
		opts.DriverOpts = map[string]string{"type": "tmpfs", "device": "tmpfs", "o": fmt.Sprintf("size=%d,mode=0777", v.Size)}
	}
	_, err := e.docker.VolumeCreate(ctx, opts)
	return plain(err)
}

// RemoveVolume removes a volume. One that isn't there is what is wanted.
func (e *Engine) RemoveVolume(ctx context.Context, name string) error {
	err := e.docker.VolumeRemove(ctx, name, false)
	if errdefs.IsNotFound(err) {
		return nil
	}
	return plain(err)
}

// Volumes finds volumes that carry all labels.
func (e *Engine) Volumes(ctx context.Context, labels ...string) ([]Volume, error) {
	all, err := e.docker.VolumeList(ctx, volume.ListOptions{Filters: byLabels(labels)})
	if err != nil {
		return nil, plain(err)
	}
	out := make([]Volume, 0, len(all.Volumes))
	for _, v := range all.Volumes {
		one := Volume{Name: v.Name, Labels: v.Labels}
		one.Created, _ = time.Parse(time.RFC3339, v.CreatedAt) // an engine that does not say: the zero time
		out = append(out, one)
	}
	return out, nil
}
