package images

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"firedrill/stack/images/debian"
)

// shelf is an in-memory store. pull replaces the engine's; nil simulates a registry that has every image.
type shelf struct {
	mu    sync.Mutex
	refs  []string
	loads int
	pull  func(ctx context.Context, ref string, progress func(string)) error
}

func (s *shelf) Image(_ context.Context, ref string) (string, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return "sha256:" + ref, slices.Contains(s.refs, ref), nil
}

func (s *shelf) Pull(ctx context.Context, ref string, progress func(string)) error {
	if s.pull != nil {
		if err := s.pull(ctx, ref, progress); err != nil {
			return err
		}
	}
	s.add(ref)
	return nil
}

// Load stores the tags of the images that it reads.
func (s *shelf) Load(_ context.Context, write func(io.Writer) error) error {
	s.loads++
	return readFrom(write, s.read)
}

// readFrom lets read consume what write produces, until read stops.
func readFrom(write func(io.Writer) error, read func(io.Reader) error) error {
	r, w := io.Pipe()
	written := make(chan struct{})
	go func() {
		defer close(written)
		w.CloseWithError(write(w))
	}()
	err := read(r)
	r.Close()
	<-written
	return err
}

func (s *shelf) read(r io.Reader) error {
	in := tar.NewReader(r)
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Name != "manifest.json" {
			continue
		}
		var manifest []struct{ RepoTags []string }
		if err := json.NewDecoder(in).Decode(&manifest); err != nil {
			return err
		}
		for _, m := range manifest {
			s.add(m.RepoTags...)
		}
	}
}

func (s *shelf) add(refs ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refs = append(s.refs, refs...)
}

// outcome resolves the three services in a mode, with a builder that always succeeds.
func outcome(t *testing.T, s *shelf, mode string) (got []Image, lines []string, err error) {
	t.Helper()
	r := resolver{store: s, request: Request{Mode: mode, Wants: []Want{{Service: "nginx"}, {Service: "redis"}, {Service: "postgres"}},
		Progress: func(l string) { lines = append(lines, l) }},
		build: func(_ context.Context, _ Store, _ Request, specs []debian.Spec) error {
			for _, spec := range specs {
				s.add(spec.Tag())
			}
			return nil
		}}
	got, err = r.resolve(t.Context())
	return got, lines, err
}

func origins(got []Image) string {
	var out []string
	for _, i := range got {
		out = append(out, i.Service+" "+string(i.From))
	}
	return strings.Join(out, ", ")
}

func TestResolve_UsesExistingImagesSilently(t *testing.T) {
	s := &shelf{refs: []string{official["nginx"], official["redis"], debian.Postgres().Tag()}, pull: refuse}
	got, lines, err := outcome(t, s, Auto)
	if err != nil || origins(got) != "nginx present, redis present, postgres present" || len(lines) > 0 {
		t.Errorf("%v, %v, said %q", origins(got), err, lines)
	}
	if got[0].ID != "sha256:"+official["nginx"] || got[2].Ref != debian.Postgres().Tag() {
		t.Errorf("got %+v", got)
	}
}

func TestResolve_PullsMissingImages(t *testing.T) {
	got, _, err := outcome(t, &shelf{refs: []string{official["redis"]}}, Auto)
	if err != nil || origins(got) != "nginx pulled, redis present, postgres pulled" {
		t.Errorf("%v, %v", origins(got), err)
	}
}

func refuse(context.Context, string, func(string)) error { return errors.New("dial tcp: no such host") }

func TestResolve_BuildsWithoutARegistry(t *testing.T) {
	got, lines, err := outcome(t, &shelf{refs: []string{official["redis"]}, pull: refuse}, Auto)
	if err != nil || origins(got) != "nginx built, redis present, postgres built" {
		t.Fatalf("%v, %v", origins(got), err)
	}
	want := `images: "` + official["nginx"] + `" could not be pulled (dial tcp: no such host): building nginx, postgres from Debian packages, once (about 15 s)`
	if lines[len(lines)-1] != want {
		t.Errorf("said %q\nwant %q", lines[len(lines)-1], want)
	}
}

func TestResolve_PullModeDoesNotBuild(t *testing.T) {
	_, _, err := outcome(t, &shelf{pull: refuse}, Pull)
	if err == nil || !strings.Contains(err.Error(), "dial tcp: no such host\nhint: set \"images: auto\"") {
		t.Errorf("got %v", err)
	}
}

func TestResolve_WaitsOnceForSilentRegistry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{pull: func(ctx context.Context, _ string, _ func(string)) error { <-ctx.Done(); return ctx.Err() }}
		start := time.Now()
		got, lines, err := outcome(t, s, Auto)
		if err != nil || origins(got) != "nginx built, redis built, postgres built" {
			t.Fatalf("%v, %v", origins(got), err)
		}
		if took := time.Since(start); took != answerTime {
			t.Errorf("took %s, want %s for all three", took, answerTime)
		}
		if !strings.HasPrefix(lines[1], "images: no registry answered in 5s: building") {
			t.Errorf("said %q", lines[1])
		}
	})
}

func TestResolve_WaitsForSlowPull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{pull: func(ctx context.Context, _ string, progress func(string)) error {
			for range 10 {
				progress("downloading")
				select {
				case <-ctx.Done():
					return ctx.Err()
				case <-time.After(stallTime - time.Second):
				}
			}
			return nil
		}}
		if got, _, err := outcome(t, s, Auto); err != nil || origins(got) != "nginx pulled, redis pulled, postgres pulled" {
			t.Errorf("%v, %v", origins(got), err)
		}
	})
}

func TestResolve_AbortsStalledPull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{pull: func(ctx context.Context, _ string, progress func(string)) error {
			progress("pulling from library/nginx")
			<-ctx.Done()
			return ctx.Err()
		}}
		_, _, err := outcome(t, s, Pull)
		if err == nil || !strings.Contains(err.Error(), "the registry said nothing for 1m0s") {
			t.Errorf("got %v", err)
		}
	})
}

func TestResolve_CancelledPullDoesNotBuild(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &shelf{pull: func(ctx context.Context, _ string, _ func(string)) error { cancel(); <-ctx.Done(); return ctx.Err() }}
	_, err := Resolve(ctx, s, Request{Mode: Auto, Wants: []Want{{Service: "nginx"}}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestResolve_DoesNotBuildForeignArchitecture(t *testing.T) {
	_, err := Resolve(t.Context(), &shelf{}, Request{Mode: Build, Arch: "s390x", Wants: []Want{{Service: "nginx"}}})
	if err == nil || !strings.Contains(err.Error(), "\"s390x\"\nhint: ") {
		t.Errorf("got %v", err)
	}
}
