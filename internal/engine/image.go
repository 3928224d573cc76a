package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"
)

// Image is one image on the engine.
type Image struct {
	ID     string
	Tags   []string
	Size   int64 // bytes
	Arch   string
	Labels map[string]string
}

// Image looks up an image by reference or ID.
func (e *Engine) Image(ctx context.Context, ref string) (Image, bool, error) {
	var got image.InspectResponse
	err := e.again(ctx, call{what: fmt.Sprintf("look for image %q", ref), do: func(ctx context.Context) (err error) {
		got, err = e.docker.ImageInspect(ctx, ref)
		return err
	}})
	if errdefs.IsNotFound(err) {
		return Image{}, false, nil
	}
	if err != nil {
		return Image{}, false, err
	}
	img := Image{ID: got.ID, Tags: got.RepoTags, Size: got.Size, Arch: got.Architecture}
	if got.Config != nil {
		img.Labels = got.Config.Labels
	}
	return img, true, nil
}

// Images lists the images whose reference matches a pattern, for example "firedrill/*".
func (e *Engine) Images(ctx context.Context, reference string) ([]Image, error) {
	var all []image.Summary
	err := e.again(ctx, call{what: "list images", do: func(ctx context.Context) (err error) {
		all, err = e.docker.ImageList(ctx, image.ListOptions{Filters: filters.NewArgs(filters.Arg("reference", reference))})
		return err
	}})
	if err != nil {
		return nil, err
	}
	out := make([]Image, 0, len(all))
	for _, i := range all {
		out = append(out, Image{ID: i.ID, Tags: i.RepoTags, Size: i.Size, Labels: i.Labels})
	}
	return out, nil
}

// Pull fetches an image from its registry and passes the engine's progress messages to progress.
func (e *Engine) Pull(ctx context.Context, ref string, progress func(string)) error {
	var body io.ReadCloser
	err := e.again(ctx, call{what: fmt.Sprintf("pull image %q", ref), do: func(ctx context.Context) (err error) {
		body, err = e.docker.ImagePull(ctx, ref, image.PullOptions{})
		return err
	}})
	if err != nil {
		return fmt.Errorf("pull %q: %w", ref, err)
	}
	defer body.Close()
	if err := follow(body, progress); err != nil {
		return fmt.Errorf("pull %q: %w", ref, err)
	}
	return nil
}

// Load loads an image into the engine from a tar in the format of "docker save". A load that fails for a transient
// reason calls write again.
func (e *Engine) Load(ctx context.Context, write func(io.Writer) error) error {
	err := e.again(ctx, call{what: "load an image", do: func(ctx context.Context) error { return e.load(ctx, write) }})
	if err != nil {
		return fmt.Errorf("load image: %w", err)
	}
	return nil
}

func (e *Engine) load(ctx context.Context, write func(io.Writer) error) error {
	r, w := io.Pipe()
	written := make(chan error, 1)
	go func() {
		err := write(w)
		w.CloseWithError(err)
		written <- err
	}()
	got, err := e.docker.ImageLoad(ctx, r)
	if err == nil {
		err = follow(got.Body, nil)
		got.Body.Close()
	}
	r.CloseWithError(io.ErrClosedPipe) // unblocks the writer when the engine stopped reading
	if werr := readable(<-written); werr != nil {
		return werr // the engine's answer to a partial image does not matter
	}
	return err
}

// RemoveImage removes an image's tag, and the image with its last tag. An image that is in use or missing is left
// alone.
func (e *Engine) RemoveImage(ctx context.Context, ref string) error {
	_, err := e.docker.ImageRemove(ctx, ref, image.RemoveOptions{PruneChildren: true})
	if errdefs.IsNotFound(err) || errdefs.IsConflict(err) {
		return nil
	}
	return plain(err)
}

// follow reads the engine's message stream to its end. The engine reports errors inside the stream, under status 200.
func follow(r io.Reader, progress func(string)) error {
	dec := json.NewDecoder(r)
	for {
		var m struct {
			Status, Error string
		}
		if err := dec.Decode(&m); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if m.Error != "" {
			return errors.New(lower(m.Error))
		}
		if progress != nil && m.Status != "" {
			progress(m.Status)
		}
	}
}
