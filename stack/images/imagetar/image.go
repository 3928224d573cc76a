package imagetar

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Config defines how containers of an image run, with the terms of the image format.
type Config struct {
	User         string              `json:"User,omitempty"`
	Env          []string            `json:"Env,omitempty"`
	Entrypoint   []string            `json:"Entrypoint,omitempty"`
	Cmd          []string            `json:"Cmd,omitempty"`
	WorkingDir   string              `json:"WorkingDir,omitempty"`
	ExposedPorts map[string]struct{} `json:"ExposedPorts,omitempty"`
	StopSignal   string              `json:"StopSignal,omitempty"`
	Labels       map[string]string   `json:"Labels,omitempty"`
}

// Image is an image to be written.
type Image struct {
	Tags   []string
	Arch   string // as Go names it
	Config Config
	Files  Tree
}

// epoch is used for every time in an image, so that its id does not depend on the clock.
const epoch = "1970-01-01T00:00:00Z"

// Write writes the image and returns its id, the hash of its configuration. The files are read twice, for their hash
// and for the tar, so that a layer is never held in memory.
func (img Image) Write(w io.Writer) (string, error) {
	sum := sha256.New()
	var size counter
	if err := img.Files.writeTar(io.MultiWriter(sum, &size)); err != nil {
		return "", err
	}
	config, err := img.config("sha256:" + hex.EncodeToString(sum.Sum(nil)))
	if err != nil {
		return "", err
	}
	id := hashOf(config)
	manifest, err := json.Marshal([]any{map[string]any{"Config": id + ".json", "RepoTags": img.Tags, "Layers": []string{"layer.tar"}}})
	if err != nil {
		return "", err
	}
	tw := tar.NewWriter(w)
	if err := writeMember(tw, id+".json", bytes.NewReader(config), int64(len(config))); err != nil {
		return "", err
	}
	if err := tw.WriteHeader(member("layer.tar", int64(size))); err != nil {
		return "", err
	}
	if err := img.Files.writeTar(tw); err != nil {
		return "", err
	}
	if err := writeMember(tw, "manifest.json", bytes.NewReader(manifest), int64(len(manifest))); err != nil {
		return "", err
	}
	return "sha256:" + id, tw.Close()
}

func (img Image) config(layer string) ([]byte, error) {
	return json.Marshal(map[string]any{
		"architecture": img.Arch, "os": "linux", "created": epoch, "config": img.Config,
		"rootfs":  map[string]any{"type": "layers", "diff_ids": []string{layer}},
		"history": []any{map[string]any{"created": epoch, "created_by": "firedrill"}},
	})
}

func member(name string, size int64) *tar.Header {
	return &tar.Header{Name: name, Mode: 0o644, Size: size, ModTime: time.Unix(0, 0), Format: tar.FormatGNU}
}

func writeMember(tw *tar.Writer, name string, r io.Reader, size int64) error {
	if err := tw.WriteHeader(member(name, size)); err != nil {
		return fmt.Errorf("write %q: %w", name, err)
	}
	_, err := io.Copy(tw, r)
	return err
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// counter counts the bytes written to it.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}
