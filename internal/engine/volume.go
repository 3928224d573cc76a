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

// CreateVolume makes a volume. An engine answers with the volume of that name when there is one already: that is a
// NameTakenError.
func (e *Engine) CreateVolume(ctx context.Context, v Volume) error {
	labels, mark := marked(v.Labels)
	opts := volume.CreateOptions{Driver: "local", Name: v.Name, Labels: labels}
	if v.Size > 0 {
		opts.DriverOpts = map[string]string{"type": "tmpfs", "device": "tmpfs", "o": fmt.Sprintf("size=%d,mode=0777", v.Size)}
	}
	var got volume.Volume
	err := e.again(ctx, call{what: fmt.Sprintf("create volume %q", v.Name), do: func(ctx context.Context) (err error) {
		got, err = e.docker.VolumeCreate(ctx, opts)
		return err
	}})
	if err == nil && labelCreation+"="+got.Labels[labelCreation] != mark {
		return NameTakenError{Object: "volume", Name: v.Name, Labels: got.Labels}
	}
	return err
}

// RemoveVolume removes a volume that Volumes has found: volumes have no id. One that isn't there is what is wanted.
func (e *Engine) RemoveVolume(ctx context.Context, name string) error {
	err := e.again(ctx, call{what: fmt.Sprintf("remove volume %q", name), do: func(ctx context.Context) error {
		return e.docker.VolumeRemove(ctx, name, false)
	}})
	if errdefs.IsNotFound(err) {
		return nil
	}
	return err
}

// Volumes finds volumes that carry all labels.
func (e *Engine) Volumes(ctx context.Context, labels ...string) ([]Volume, error) {
	var all volume.ListResponse
	err := e.again(ctx, call{what: "list volumes", do: func(ctx context.Context) (err error) {
		all, err = e.docker.VolumeList(ctx, volume.ListOptions{Filters: byLabels(labels)})
		return err
	}})
	if err != nil {
		return nil, err
	}
	out := make([]Volume, 0, len(all.Volumes))
	for _, v := range all.Volumes {
		one := Volume{Name: v.Name, Labels: v.Labels}
		one.Created, _ = time.Parse(time.RFC3339, v.CreatedAt) // an engine that does not say: the zero time
		out = append(out, one)
	}
	return out, nil
}
