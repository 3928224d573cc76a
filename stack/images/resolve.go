package images

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"firedrill/stack/images/debian"
)

// Resolve returns an image for each want, in their order, and loads missing ones into the engine.
func Resolve(ctx context.Context, store Store, r Request) ([]Image, error) {
	return resolver{store: store, request: r, build: buildDebian}.resolve(ctx)
}

// resolver executes one request. build builds images and loads them into the store.
type resolver struct {
	store   Store
	request Request
	build   func(ctx context.Context, store Store, r Request, specs []debian.Spec) error
}

func (r resolver) resolve(ctx context.Context) ([]Image, error) {
	built := map[string]string{}
	for _, s := range specs {
		built[s().Name] = s().Tag()
	}
	have, err := r.present(ctx, built)
	if err != nil {
		return nil, err
	}
	steps, err := plan(r.request, built, have)
	if err != nil {
		return nil, err
	}
	from := make([]From, len(steps))
	if err := r.pull(ctx, steps, from, built); err != nil {
		return nil, err
	}
	if err := r.make(ctx, steps, from); err != nil {
		return nil, err
	}
	return r.results(ctx, steps, from)
}

// present asks the engine for every reference that may be used.
func (r resolver) present(ctx context.Context, built map[string]string) (func(string) bool, error) {
	have := map[string]bool{}
	for _, w := range r.request.Wants {
		for _, ref := range []string{w.Image, official[w.Service], built[w.Service]} {
			if ref == "" {
				continue
			}
			_, found, err := r.store.Image(ctx, ref)
			if err != nil {
				return nil, fmt.Errorf("look for image %q: %w", ref, err)
			}
			have[ref] = found
		}
	}
	return func(ref string) bool { return have[ref] }, nil
}

// pull executes the steps that pull. A failed step that may build instead becomes a build step.
func (r resolver) pull(ctx context.Context, steps []step, from []From, built map[string]string) error {
	var refs []string
	var at []int
	for i, s := range steps {
		if s.action == pull || s.action == pullOrBuild {
			refs, at = append(refs, s.ref), append(at, i)
		}
	}
	if len(refs) == 0 {
		return nil
	}
	r.say("pulling %s", strings.Join(refs, ", "))
	for k, err := range pullAll(ctx, r.store, refs) {
		s := &steps[at[k]]
		switch {
		case err == nil:
			from[at[k]] = Pulled
		case ctx.Err() != nil:
			return fmt.Errorf("pull %q: %w", s.ref, ctx.Err())
		case s.action == pull:
			return fmt.Errorf("image %q of %q could not be pulled: %w\n%s", s.ref, s.service, err, pullHint(*s))
		default:
			s.action, s.ref, s.why = build, built[s.service], whyBuild(s.ref, err)
		}
	}
	return nil
}

func pullHint(s step) string {
	if s.ref == official[s.service] {
		return "hint: set \"images: auto\" to build it from Debian packages where no registry answers"
	}
	return "hint: docker pull " + s.ref
}

func whyBuild(ref string, err error) string {
	if errors.Is(err, errNoAnswer) {
		return err.Error()
	}
	return fmt.Sprintf("%q could not be pulled (%v)", ref, err)
}

// make builds all remaining images at once, since services share most of their packages.
func (r resolver) make(ctx context.Context, steps []step, from []From) error {
	var want []debian.Spec
	var names []string
	why := ""
	for i, s := range steps {
		if s.action != build {
			continue
		}
		from[i] = Built
		names = append(names, s.service)
		if why == "" {
			why = s.why
		}
		for _, spec := range specs {
			if spec().Name == s.service {
				want = append(want, spec())
			}
		}
	}
	if len(want) == 0 {
		return nil
	}
	r.say("%s: building %s from Debian packages, once (about 15 s)", why, strings.Join(names, ", "))
	if err := r.build(ctx, r.store, r.request, want); err != nil {
		return fmt.Errorf("build %s: %w", strings.Join(names, ", "), err)
	}
	return nil
}

func (r resolver) results(ctx context.Context, steps []step, from []From) ([]Image, error) {
	var out []Image
	for i, s := range steps {
		id, found, err := r.store.Image(ctx, s.ref)
		if err == nil && !found {
			err = fmt.Errorf("the engine does not have it, though it was %s", from[i])
		}
		if err != nil {
			return nil, fmt.Errorf("image %q of %q: %w", s.ref, s.service, err)
		}
		if from[i] == "" {
			from[i] = Present
		}
		out = append(out, Image{Service: s.service, Ref: s.ref, ID: id, From: from[i], Why: s.why})
	}
	return out, nil
}

func (r resolver) say(format string, args ...any) { say(r.request.Progress, format, args...) }

func say(progress func(string), format string, args ...any) {
	if progress != nil {
		progress("images: " + fmt.Sprintf(format, args...))
	}
}
