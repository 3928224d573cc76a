package images

import (
	"context"
	"fmt"
	"io"
	"time"

	"firedrill/stack/images/debian"
	"firedrill/stack/images/imagetar"
)

// specs are the images that can be built.
var specs = []func() debian.Spec{debian.Nginx, debian.Redis, debian.Postgres}

// buildDebian builds images from packages and loads them into the engine.
func buildDebian(ctx context.Context, store Store, r Request, specs []debian.Spec) error {
	if r.Arch != "amd64" && r.Arch != "arm64" {
		return fmt.Errorf("no images are built for the engine's architecture %q\n"+
			"hint: set \"images: pull\" and give the engine a registry", r.Arch)
	}
	cache := r.Cache
	if cache == "" {
		dir, err := debian.CacheDir()
		if err != nil {
			return err
		}
		cache = dir
	}
	start := time.Now()
	built, err := debian.Builder{Cache: cache, Arch: r.Arch}.Build(ctx, specs)
	if err != nil {
		return err
	}
	for _, b := range built {
		if err := load(ctx, store, b.Image); err != nil {
			return fmt.Errorf("image %q: %w", b.Spec.Name, err)
		}
		say(r.Progress, "built %s %s", b.Spec.Name, b.Version)
	}
	say(r.Progress, "built in %.1f s", time.Since(start).Seconds())
	return nil
}

// load streams an image into the engine.
func load(ctx context.Context, store Store, img imagetar.Image) error {
	return store.Load(ctx, func(w io.Writer) error {
		_, err := img.Write(w)
		return err
	})
}
