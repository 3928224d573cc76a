package debian

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Time limits of apt-get.
const (
	resolveTime = 60 * time.Second
	updateTime  = 2 * time.Minute
	fetchTime   = 5 * time.Minute
)

// apt runs apt-get as if nothing were installed on this machine, and changes nothing on it. With private set it uses
// its own package lists, because the machine's may be missing, outdated, or for another architecture.
type apt struct {
	dir     string // our cache folder
	arch    string
	private bool
}

// options returns the settings common to every call.
func (a apt) options() []string {
	o := []string{
		"Dir::State::status=" + filepath.Join(a.dir, "none-installed"),
		"Dir::Cache=" + filepath.Join(a.dir, "apt"),
		"Debug::NoLocking=1",
		"Acquire::ForceHash=sha256",
		"Acquire::http::Timeout=20", "Acquire::https::Timeout=20", "Acquire::Retries=2",
		"APT::Architecture=" + a.arch, "APT::Architectures=" + a.arch,
		"APT::Install-Recommends=0",
	}
	if a.private {
		o = append(o, "Dir::State::lists="+a.lists())
	}
	args := make([]string, 0, 2*len(o))
	for _, s := range o {
		args = append(args, "-o", s)
	}
	return args
}

func (a apt) lists() string { return filepath.Join(a.dir, "lists-"+a.arch) }

// prepare creates the folders that apt-get does not create itself.
func (a apt) prepare() error {
	for _, d := range []string{filepath.Join(a.dir, "apt", "archives", "partial"), filepath.Join(a.lists(), "partial")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(a.dir, "none-installed"), nil, 0o644)
}

// update fetches our own package lists.
func (a apt) update(ctx context.Context) error {
	_, err := a.run(ctx, updateTime, "", "update", "-qq")
	return err
}

// resolve lists the packages that an installation on an empty machine would download.
func (a apt) resolve(ctx context.Context, packages []string) ([]deb, error) {
	out, err := a.run(ctx, resolveTime, "", append([]string{"--print-uris", "-y", "install"}, packages...)...)
	if err != nil {
		return nil, err
	}
	debs := parseURIs(out)
	if len(debs) == 0 {
		return nil, fmt.Errorf("apt-get names no package for %q", strings.Join(packages, " "))
	}
	return debs, nil
}

// fetch downloads packages that are not in the cache. It downloads to a temporary folder and moves complete files, so
// that two processes do not read each other's partial files.
func (a apt) fetch(ctx context.Context, debs []deb) error {
	aside, err := os.MkdirTemp(a.dir, "fetch-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(aside)
	args := []string{"-qq", "download"}
	for _, d := range debs {
		args = append(args, d.name+":"+d.arch+"="+d.version)
	}
	if _, err := a.run(ctx, fetchTime, aside, args...); err != nil {
		return err
	}
	for _, d := range debs {
		got := filepath.Join(aside, d.file)
		if !d.intact(got) {
			return fmt.Errorf("package %q did not come as it was announced\nhint: apt-get update, then try again", d.file)
		}
		if err := os.Rename(got, filepath.Join(a.dir, d.file)); err != nil {
			return err
		}
	}
	return nil
}

func (a apt) run(ctx context.Context, limit time.Duration, dir string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "apt-get", append(a.options(), args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive")
	cmd.WaitDelay = 5 * time.Second
	var out, msg bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &msg
	err := cmd.Run()
	switch {
	case err == nil:
		return out.String(), nil
	case errors.Is(err, exec.ErrNotFound):
		return "", errNoApt
	case ctx.Err() != nil:
		return "", fmt.Errorf("apt-get: no end within %s: %w", limit, ctx.Err())
	}
	return "", fmt.Errorf("apt-get: %s", complaint(msg.String(), err))
}

var errNoApt = errors.New("images can be built from packages on Debian and Ubuntu only: there is no \"apt-get\" here\n" +
	"hint: set \"images: pull\" with a registry in reach, or build on a Debian machine and move the images with \"docker save\" and \"docker load\"")

// complaint returns the first error that apt-get printed, which is the cause of the others.
func complaint(stderr string, err error) string {
	for line := range strings.Lines(stderr) {
		if msg, ok := strings.CutPrefix(strings.TrimSpace(line), "E: "); ok {
			return msg
		}
	}
	return err.Error()
}
