package stack

import (
	"context"

	"firedrill/internal/engine"
	"firedrill/stack/images"
	"firedrill/stack/shop"
)

// SupplyRequest asks for the images of a lab's containers.
type SupplyRequest struct {
	Lab      Lab
	Run      string // the run that cleans up after a killed bake
	Binary   string // this binary; "" for the running program, or the one for the engine's architecture beside it
	Progress func(string)
}

// Supply loads missing images into the engine, and returns the origin of each image.
func Supply(ctx context.Context, e *engine.Engine, r SupplyRequest) (Images, []images.Image, error) {
	info, err := e.Info(ctx)
	if err != nil {
		return Images{}, nil, err
	}
	bench := imageBench(e, r.Run)
	req := images.Request{Mode: r.Lab.Images, Arch: info.Arch, Progress: r.Progress}
	for _, name := range []string{Nginx, Redis, Postgres} {
		req.Wants = append(req.Wants, images.Want{Service: name, Image: r.Lab.Services[name].Image})
	}
	all, err := images.Resolve(ctx, bench, req)
	if err != nil {
		return Images{}, nil, err
	}
	seeded, err := images.Seeded(ctx, bench, bench, images.SeedRequest{Base: all[2], SQL: []byte(shop.SchemaSQL + shop.SeedSQL), Progress: r.Progress})
	if err != nil {
		return Images{}, nil, err
	}
	self, err := SupplySelf(ctx, e, r.Binary)
	if err != nil {
		return Images{}, nil, err
	}
	return Images{Nginx: all[0].Ref, Redis: all[1].Ref, Postgres: seeded.Ref, Self: self.Ref}, append(all, seeded, self), nil
}

// SupplySelf loads the image of this binary into the engine. Without a path, it is the running program.
func SupplySelf(ctx context.Context, e *engine.Engine, binary string) (images.Image, error) {
	info, err := e.Info(ctx)
	if err != nil {
		return images.Image{}, err
	}
	return images.Self(ctx, images.Bench{Engine: e}, images.SelfRequest{Arch: info.Arch, Binary: binary})
}

// imageBench names and labels the intermediate containers, so that a killed bake is cleaned up.
func imageBench(e *engine.Engine, run string) images.Bench {
	return images.Bench{Engine: e, Name: "firedrill-bake-" + run, Labels: map[string]string{LabelLab: "bake", LabelService: "bake", LabelRun: run}}
}
