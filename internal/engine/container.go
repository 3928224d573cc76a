package engine

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/go-connections/nat"
	"github.com/testcontainers/testcontainers-go"
)

// startTime bounds the creation and start of one container.
const startTime = 60 * time.Second

// Container describes a container to create. A zero field means the engine's default, except for privileges: all
// capabilities are dropped and new ones cannot be gained, unless CapAdd names some.
type Container struct {
	Name       string
	Image      string
	User       string // uid:gid
	Entrypoint []string
	Cmd        []string
	Env        []string
	Labels     map[string]string
	Network    string // network name
	Address    string // fixed IPv4 address in Network
	Aliases    []string
	ExtraHosts []string // name:address, for /etc/hosts
	DNS        []string // upstream DNS servers of the engine's resolver
	DNSOptions []string
	DNSSearch  []string
	NetworkOf  string  // ID of a container whose network namespace it joins, instead of Network
	Publish    []int   // container ports to publish on a free port of 127.0.0.1
	CPUs       float64 // processors; capped at what the engine has
	CPUShares  int64   // weight when processors are contended; 0 is the default, 1024
	Memory     int64   // bytes
	Pids       int64
	CapAdd     []string
	Tmpfs      map[string]string
	Volumes    map[string]string // mount path of each existing volume, by volume name
	Files      []File            // copied in before the start
	Attached   bool              // the caller holds standard input open; the container ends with it
	Resumable  bool              // standard input stays open when the caller's stream breaks, so that the caller can attach again
	StopSignal string
}

// File is one file or folder to copy into a container.
type File struct {
	Path     string
	Data     []byte
	Mode     int64
	UID, GID int
	Dir      bool
}

// Start creates and starts a container. It does not wait until the service inside is ready. A container that fails to
// start is removed.
func (e *Engine) Start(ctx context.Context, c Container) (string, error) {
	return e.start(ctx, c, nil)
}

// StartAttached starts a container and returns its standard input and output. When the returned stream or this
// process ends, the container sees the end of its input, unless it is resumable. The engine removes the container
// when it exits.
func (e *Engine) StartAttached(ctx context.Context, c Container) (string, *Stream, error) {
	c.Attached = true
	var stream *Stream
	id, err := e.start(ctx, c, func(ctx context.Context, id string) (err error) {
		if stream != nil { // left by a failed attempt
			_ = stream.Close()
		}
		stream, err = e.attach(ctx, attachment{engine: e, container: id, resumable: c.Resumable}, &tail{})
		return err
	})
	if err != nil && stream != nil {
		_ = stream.Close() // its container is removed
	}
	return id, stream, err
}

// start creates and starts a container. It is not cancelled once begun: the engine would continue by itself and could
// create a container after the caller has cleaned up. An attempt that fails for a transient reason is retried.
func (e *Engine) start(ctx context.Context, c Container, attach func(context.Context, string) error) (id string, err error) {
	if err := ctx.Err(); err != nil {
		return "", context.Cause(ctx)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), startTime)
	defer cancel()
	c.CPUs = min(c.CPUs, float64(e.cpus))
	what := fmt.Sprintf("start container %q", c.Name)
	var mark string
	c.Labels, mark = marked(c.Labels)
	err = e.again(ctx, call{what: what, do: func(ctx context.Context) (err error) {
		id, err = e.attempt(ctx, c, mark, attach)
		return err
	}})
	if err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	return id, nil
}

// attempt is one try to create and start a container. It removes what a failed try leaves behind.
func (e *Engine) attempt(ctx context.Context, c Container, mark string, attach func(context.Context, string) error) (string, error) {
	var config *container.Config
	var host *container.HostConfig
	req := testcontainers.ContainerRequest{
		Name: c.Name, Image: c.Image, Entrypoint: c.Entrypoint, Cmd: c.Cmd, Labels: maps.Clone(c.Labels),
		ConfigModifier:           func(cfg *container.Config) { config = cfg; c.config(cfg) },
		HostConfigModifier:       func(h *container.HostConfig) { host = h; c.hostConfig(h) },
		EndpointSettingsModifier: func(s map[string]*network.EndpointSettings) { c.endpoints(s) },
		LifecycleHooks: []testcontainers.ContainerLifecycleHooks{{
			// testcontainers publishes each port that the image exposes, on every address. This hook runs after it
			// and overrides it.
			PreCreates: []testcontainers.ContainerRequestHook{func(context.Context, testcontainers.ContainerRequest) error {
				config.ExposedPorts, host.PortBindings = c.ports()
				return nil
			}},
			PostCreates: []testcontainers.ContainerHook{func(ctx context.Context, tc testcontainers.Container) error {
				if err := e.CopyTo(ctx, tc.GetContainerID(), c.Files); err != nil || attach == nil {
					return err
				}
				return attach(ctx, tc.GetContainerID())
			}},
		}},
	}
	tc, err := e.provider.RunContainer(ctx, req)
	if err == nil {
		return tc.GetContainerID(), nil
	}
	if errdefs.IsConflict(err) && strings.Contains(err.Error(), "already in use") {
		err = e.nameTaken(ctx, c.Name, mark, err)
	}
	return "", joined(err, e.discard(ctx, mark))
}

// joined joins two errors, and returns the first one unchanged if there is no second.
func joined(err, second error) error {
	if second == nil {
		return err
	}
	return errors.Join(err, second)
}

func (c Container) config(cfg *container.Config) {
	cfg.User, cfg.Env, cfg.StopSignal = c.User, c.Env, c.StopSignal
	cfg.OpenStdin, cfg.StdinOnce, cfg.AttachStdin = c.Attached, c.Attached && !c.Resumable, c.Attached
	cfg.AttachStdout, cfg.AttachStderr = c.Attached, c.Attached
}

func (c Container) hostConfig(h *container.HostConfig) {
	h.CapDrop, h.CapAdd = []string{"ALL"}, c.CapAdd
	h.SecurityOpt = []string{"no-new-privileges"}
	h.NanoCPUs, h.CPUShares, h.Memory, h.MemorySwap = int64(c.CPUs*1e9), c.CPUShares, c.Memory, c.Memory
	if c.Pids > 0 {
		h.PidsLimit = &c.Pids
	}
	h.Tmpfs, h.ExtraHosts, h.AutoRemove = c.Tmpfs, c.ExtraHosts, c.Attached
	h.NetworkMode = container.NetworkMode(c.Network)
	h.DNS, h.DNSOptions, h.DNSSearch = c.DNS, c.DNSOptions, c.DNSSearch
	if c.NetworkOf != "" {
		h.NetworkMode = container.NetworkMode("container:" + c.NetworkOf)
	}
	for name, path := range c.Volumes {
		h.Mounts = append(h.Mounts, mount.Mount{Type: mount.TypeVolume, Source: name, Target: path})
	}
	h.LogConfig = container.LogConfig{Type: "json-file", Config: map[string]string{"max-size": "20m", "max-file": "2"}}
	if c.Attached {
		h.LogConfig = container.LogConfig{Type: "none"} // its output is a protocol stream, not a log
	}
}

func (c Container) endpoints(s map[string]*network.EndpointSettings) {
	if c.Network != "" {
		s[c.Network] = c.endpoint()
	}
}

func (c Container) endpoint() *network.EndpointSettings {
	ep := &network.EndpointSettings{Aliases: c.Aliases}
	if c.Address != "" {
		ep.IPAMConfig = &network.EndpointIPAMConfig{IPv4Address: c.Address}
	}
	return ep
}

func (c Container) ports() (nat.PortSet, nat.PortMap) {
	exposed, bound := nat.PortSet{}, nat.PortMap{}
	for _, n := range c.Publish {
		port := nat.Port(strconv.Itoa(n) + "/tcp")
		exposed[port] = struct{}{}
		bound[port] = []nat.PortBinding{{HostIP: "127.0.0.1", HostPort: "0"}}
	}
	return exposed, bound
}

// CopyTo copies files into a container in one call.
func (e *Engine) CopyTo(ctx context.Context, id string, files []File) error {
	if len(files) == 0 {
		return nil
	}
	archive, err := pack(files)
	if err != nil {
		return err
	}
	return e.again(ctx, call{what: about("copy files to", id), do: func(ctx context.Context) error {
		return e.docker.CopyToContainer(ctx, id, "/", bytes.NewReader(archive), container.CopyToContainerOptions{})
	}})
}

func pack(files []File) ([]byte, error) {
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, f := range files {
		h := &tar.Header{Name: f.Path, Mode: f.Mode, Uid: f.UID, Gid: f.GID, Size: int64(len(f.Data)), Typeflag: tar.TypeReg}
		if f.Dir {
			h.Typeflag, h.Size, h.Name = tar.TypeDir, 0, f.Path+"/"
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, fmt.Errorf("pack %q: %w", f.Path, err)
		}
		if _, err := w.Write(f.Data[:h.Size]); err != nil {
			return nil, fmt.Errorf("pack %q: %w", f.Path, err)
		}
	}
	return buf.Bytes(), w.Close()
}

// maxRead is the most bytes that ReadFile reads from a container.
const maxRead = 1 << 20

// ReadFile reads one file of a container. The container need not be running.
func (e *Engine) ReadFile(ctx context.Context, id, path string) ([]byte, error) {
	body, err := e.copyFrom(ctx, id, path)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	r := tar.NewReader(body)
	if _, err := r.Next(); err != nil {
		return nil, fmt.Errorf("read %q: %w", path, err)
	}
	return io.ReadAll(io.LimitReader(r, maxRead))
}

// copyFrom opens a tar stream of a file or folder in a container.
func (e *Engine) copyFrom(ctx context.Context, id, path string) (body io.ReadCloser, err error) {
	err = e.again(ctx, call{what: about("copy files from", id), do: func(ctx context.Context) (err error) {
		body, _, err = e.docker.CopyFromContainer(ctx, id, path)
		return err
	}})
	return body, err
}
