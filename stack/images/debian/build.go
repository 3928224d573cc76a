package debian

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"

	"firedrill/stack/images/imagetar"

	"golang.org/x/sync/errgroup"
)

// Builder builds images for one architecture.
type Builder struct {
	Cache string // folder for downloads, which are kept
	Arch  string // of the images, as Go and Debian name it: amd64 or arm64
}

// Built is one image, ready to be written.
type Built struct {
	Spec    Spec
	Version string // of the service
	Image   imagetar.Image
}

// Build builds the images of all specs with one resolution of packages. It uses the machine's package lists. If these
// are missing or outdated, it tries once more with its own.
func (b Builder) Build(ctx context.Context, specs []Spec) ([]Built, error) {
	a := apt{dir: b.Cache, arch: b.Arch}
	if err := a.prepare(); err != nil {
		return nil, fmt.Errorf("prepare the download cache: %w", err)
	}
	built, err := build(ctx, a, specs)
	if err == nil || errors.Is(err, errNoApt) || ctx.Err() != nil {
		return built, err
	}
	a.private = true
	if uerr := a.update(ctx); uerr != nil {
		return nil, fmt.Errorf("%w; and fresh package lists for %q could not be had: %w\nhint: check that this machine reaches its package mirror: apt-get update", err, b.Arch, uerr)
	}
	return build(ctx, a, specs)
}

// build skips packages that should not be needed, and adds them if a file is missing without them.
func build(ctx context.Context, a apt, specs []Spec) ([]Built, error) {
	packages := []string{"busybox-static", "libc6"}
	for _, s := range specs {
		packages = append(packages, s.Package)
	}
	debs, err := a.resolve(ctx, packages)
	if err != nil {
		return nil, err
	}
	built, err := assemble(ctx, a, needed(debs), specs)
	if _, lacks := errors.AsType[missing](err); lacks {
		return assemble(ctx, a, debs, specs)
	}
	return built, err
}

func assemble(ctx context.Context, a apt, debs []deb, specs []Spec) ([]Built, error) {
	all, err := contents(ctx, a, debs, specs)
	if err != nil {
		return nil, err
	}
	out := make([]Built, 0, len(specs))
	for _, s := range specs {
		files, err := pick(all, s)
		if err != nil {
			return nil, fmt.Errorf("image %q: %w", s.Name, err)
		}
		version := versionOf(debs, s.Version)
		config := s.Config
		config.Labels = map[string]string{"org.opencontainers.image.title": s.Name, "org.opencontainers.image.version": version}
		img := imagetar.Image{Tags: []string{s.Tag(), s.NamedTag(version)}, Arch: a.arch, Config: config, Files: files}
		out = append(out, Built{Spec: s, Version: version, Image: img})
	}
	return out, nil
}

// contents downloads packages that are not in the cache, and unpacks the files that the specs may need, two packages at
// a time.
func contents(ctx context.Context, a apt, debs []deb, specs []Spec) (imagetar.Tree, error) {
	var absent []deb
	for _, d := range debs {
		if !d.intact(filepath.Join(a.dir, d.file)) {
			absent = append(absent, d)
		}
	}
	if len(absent) > 0 {
		if err := a.fetch(ctx, absent); err != nil {
			return nil, err
		}
	}
	trees := make([]imagetar.Tree, len(debs))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for i, d := range debs {
		group.Go(func() (err error) {
			trees[i], err = unpack(ctx, filepath.Join(a.dir, d.file), wanted(specs))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	all := imagetar.Tree{}
	for _, t := range trees {
		maps.Copy(all, t)
	}
	return all, nil
}

// wanted returns a filter for files that may be part of an image; other files are not kept in memory.
func wanted(specs []Spec) func(string) bool {
	patterns := []string{busybox}
	for _, s := range specs {
		patterns = append(append(patterns, s.Keep...), s.Optional...)
	}
	return func(p string) bool {
		for _, pattern := range patterns {
			if matches(pattern, p) {
				return true
			}
		}
		return isLibrary(p)
	}
}

// pick returns the file tree of one image.
func pick(all imagetar.Tree, s Spec) (imagetar.Tree, error) {
	c := newClosure(all)
	for _, pattern := range append([]string{busybox}, s.Keep...) {
		found, err := c.keep(pattern)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, missing{what: pattern, neededBy: s.Name}
		}
	}
	for _, pattern := range s.Optional {
		if _, err := c.keep(pattern); err != nil {
			return nil, err
		}
	}
	for p := range maps.Clone(c.kept) {
		for _, pattern := range s.OnPath {
			if matches(pattern, p) {
				c.kept["/usr/bin/"+path.Base(p)] = imagetar.Link(p)
			}
		}
	}
	root := skeleton()
	for _, a := range strings.Fields(applets) {
		root["/usr/bin/"+a] = imagetar.Link("busybox")
	}
	maps.Copy(root, c.kept)
	maps.Copy(root, s.Files)
	return root, nil
}

// CacheDir returns the default folder for downloads.
func CacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "firedrill", "debs"), nil
}
