package images

import (
	"context"
	"io"

	"firedrill/internal/engine"
)

// Bench adapts an engine to the interfaces of this package.
type Bench struct {
	Engine *engine.Engine
	Name   string            // name of the container in which an image is baked; only one may use it at a time
	Labels map[string]string // labels of that container, for clean-up; the image has them too
}

// Limits of the container that bakes an image.
const (
	bakeCPUs   = 2
	bakeMemory = 512 << 20
	bakePids   = 128
)

// Image looks a reference up.
func (b Bench) Image(ctx context.Context, ref string) (string, bool, error) {
	img, found, err := b.Engine.Image(ctx, ref)
	return img.ID, found, err
}

// Pull fetches an image from its registry.
func (b Bench) Pull(ctx context.Context, ref string, progress func(string)) error {
	return b.Engine.Pull(ctx, ref, progress)
}

// Load reads an image from a tar that write produces. It retries if the engine failed for a transient reason.
func (b Bench) Load(ctx context.Context, write func(io.Writer) error) error {
	return b.Engine.Load(ctx, write)
}

// Bake runs a program in a container without a network, and saves the result as an image.
func (b Bench) Bake(ctx context.Context, s BakeSpec) error {
	c := engine.Container{Name: b.Name, Image: s.Base, User: s.User, Entrypoint: s.Entrypoint, Network: "none", Labels: b.Labels,
		CPUs: bakeCPUs, Memory: bakeMemory, Pids: bakePids}
	for _, f := range s.Files {
		c.Files = append(c.Files, engine.File(f))
	}
	return b.Engine.Bake(ctx, c, s.Tag, s.Changes)
}

var (
	_ Store = Bench{}
	_ Baker = Bench{}
)
