package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/volume"
)

// Volume describes a volume to create. A new volume takes the content and owner of the image's folder at the first
// container's mount path.
type Volume struct {
	Name    string
	Size    int64 // bytes of memory for a volume in memory; 0: on the engine's disk. A volume in memory is emptied when nothing mounts it
	Labels  map[string]string
	Created time.Time // of an existing volume
}

// CreateVolume creates a volume. If a volume of that name exists the engine returns it; that is a NameTakenError.
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

// RemoveVolume removes a volume found by Volumes: volumes have no ID. A missing volume is no error.
func (e *Engine) RemoveVolume(ctx context.Context, name string) error {
	err := e.again(ctx, call{what: fmt.Sprintf("remove volume %q", name), do: func(ctx context.Context) error {
		return e.docker.VolumeRemove(ctx, name, false)
	}})
	if errdefs.IsNotFound(err) {
		return nil
	}
	return err
}

// Volumes returns the volumes that carry all labels.
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
		one.Created, _ = time.Parse(time.RFC3339, v.CreatedAt) // zero if the engine does not report it
		out = append(out, one)
	}
	return out, nil
}
