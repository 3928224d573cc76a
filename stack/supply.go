package stack

import (
	"context"
	"fmt"
	"io"

	"firedrill/internal/engine"
	"firedrill/stack/images"
	"firedrill/stack/shop"
)

// SupplyRequest asks for all that a lab's containers are made from.
type SupplyRequest struct {
	Lab      Lab
	Run      string // who cleans up what a killed bake leaves
	Binary   string // our own; "" for this program, or the one for the engine's architecture beside it
	Progress func(string)
}

// Supply brings into the engine what is not there yet, and says where each image came from.
func Supply(ctx context.Context, e *engine.Engine, r SupplyRequest) (Images, []images.Image, error) {
	info, err := e.Info(ctx)
	if err != nil {
		return Images{}, nil, err
	}
	req := images.Request{Mode: r.Lab.Images, Arch: info.Arch, Progress: r.Progress}
	for _, name := range []string{Nginx, Redis, Postgres} {
		req.Wants = append(req.Wants, images.Want{Service: name, Image: r.Lab.Services[name].Image})
	}
	all, err := images.Resolve(ctx, store{e}, req)
	if err != nil {
		return Images{}, nil, err
	}
	seeded, err := images.Seeded(ctx, store{e}, baker{e, r.Run}, images.SeedRequest{Base: all[2], SQL: []byte(shop.SchemaSQL + shop.SeedSQL), Progress: r.Progress})
	if err != nil {
		return Images{}, nil, err
	}
	self, err := SupplySelf(ctx, e, r.Binary)
	if err != nil {
		return Images{}, nil, err
	}
	return Images{Nginx: all[0].Ref, Redis: all[1].Ref, Postgres: seeded.Ref, Self: self.Ref}, append(all, seeded, self), nil
}

// SupplySelf brings the image of our own binary into the engine. Without a binary, it is this program.
func SupplySelf(ctx context.Context, e *engine.Engine, binary string) (images.Image, error) {
	info, err := e.Info(ctx)
	if err != nil {
		return images.Image{}, err
	}
	return images.Self(ctx, store{e}, images.SelfRequest{Arch: info.Arch, Binary: binary})
}

// store gives package images the little that it needs of an engine.
type store struct{ *engine.Engine }

func (s store) Image(ctx context.Context, ref string) (string, bool, error) {
	img, ok, err := s.Engine.Image(ctx, ref)
	return img.ID, ok, err
}

func (s store) Load(ctx context.Context, tar io.Reader) error { return s.Engine.Load(ctx, tar) }

// baker runs a program in a container of its own and keeps what it leaves as an image.
type baker struct {
	engine *engine.Engine
	run    string
}

// Limits of a bake.
const (
	bakeCPUs   = 2
	bakeMemory = 512 << 20
	bakePids   = 128
)

func (b baker) Bake(ctx context.Context, s images.BakeSpec) error {
	c := engine.Container{Name: fmt.Sprintf("firedrill-bake-%s", b.run), Image: s.Base, User: s.User, Entrypoint: s.Entrypoint, Network: "none",
		Labels: map[string]string{LabelLab: "bake", LabelService: "bake", LabelRun: b.run}, CPUs: bakeCPUs, Memory: bakeMemory, Pids: bakePids}
	for _, f := range s.Files {
		c.Files = append(c.Files, engine.File(f))
	}
	return b.engine.Bake(ctx, c, s.Tag, s.Changes)
}

var (
	_ images.Store = store{}
	_ images.Baker = baker{}
)
