package images

import (
	"context"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"firedrill/stack/images/imagetar"
)

// SelfRequest asks for the image of this binary.
type SelfRequest struct {
	Arch   string // the engine's, as Go names it
	Binary string // the binary to use; "" for the running program, or the one for Arch beside it
}

// Self loads the image of this binary into the engine. It contains only the binary, as /firedrill. Its tag is the
// binary's hash, so each build has its own image, and an image is loaded only once.
func Self(ctx context.Context, store Store, r SelfRequest) (Image, error) {
	binary, err := findSelf(r)
	if err != nil {
		return Image{}, err
	}
	sum, err := hashFile(binary)
	if err != nil {
		return Image{}, fmt.Errorf("read %q: %w", binary, err)
	}
	out := Image{Service: "self", Ref: "firedrill/self:" + sum[:12], From: Present, Why: "made from this binary before"}
	id, found, err := store.Image(ctx, out.Ref)
	if err == nil && !found {
		out.From, out.Why = Built, "made from this binary"
		if err = load(ctx, store, selfImage(binary, out.Ref, r.Arch)); err == nil {
			id, found, err = store.Image(ctx, out.Ref)
		}
	}
	if err == nil && !found {
		err = errors.New("the engine does not have it, though it was loaded")
	}
	if err != nil {
		return Image{}, fmt.Errorf("image %q: %w", out.Ref, err)
	}
	out.ID = id
	return out, nil
}

func selfImage(binary, tag, arch string) imagetar.Image {
	return imagetar.Image{
		Tags: []string{tag}, Arch: arch,
		Config: imagetar.Config{User: "65534:65534", Entrypoint: []string{"/firedrill"}},
		Files: imagetar.Tree{
			"/firedrill":  {Mode: 0o755, Source: binary},
			"/etc/passwd": imagetar.Text(0o644, "root:x:0:0:root:/:/firedrill\nnobody:x:65534:65534:nobody:/:/firedrill\n"),
			"/etc/group":  imagetar.Text(0o644, "root:x:0:\nnogroup:x:65534:\n"),
			"/tmp":        imagetar.Dir(0o1777, 0, 0),
		},
	}
}

// findSelf finds a binary that runs in an image without any other file.
func findSelf(r SelfRequest) (string, error) {
	if r.Binary != "" {
		return r.Binary, unfit(r.Binary, r.Arch)
	}
	exe, err := os.Executable()
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(exe); err == nil {
		exe = real
	}
	beside := filepath.Join(filepath.Dir(exe), "firedrill-linux-"+r.Arch)
	why := unfit(exe, r.Arch)
	if why == nil {
		return exe, nil
	}
	err = unfit(beside, r.Arch)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("the lab needs a linux/%s binary of firedrill: %w, and there is no %q\n"+
			"hint: CGO_ENABLED=0 GOOS=linux GOARCH=%s go build -o %s ./cmd/firedrill", r.Arch, why, beside, r.Arch, beside)
	}
	return beside, err
}

// machines maps the supported architectures to their ELF names.
var machines = map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}

// unfit says why a binary would not run in the engine; nil if it would.
func unfit(binary, arch string) error {
	want, ok := machines[arch]
	if !ok {
		return fmt.Errorf("firedrill is not built for the engine's architecture %q: want amd64 or arm64", arch)
	}
	f, err := elf.Open(binary)
	if _, other := errors.AsType[*elf.FormatError](err); other {
		return fmt.Errorf("%q is no Linux binary", binary)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if f.Machine != want {
		return fmt.Errorf("%q is not built for %s", binary, arch)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return fmt.Errorf("%q is linked to the libraries of its machine, which an empty image lacks (CGO_ENABLED=0 builds one that is not)", binary)
		}
	}
	return nil
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
