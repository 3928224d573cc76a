// Package engine is the only package that knows Docker. It opens an engine (local, over tcp, over ssh), starts
// containers through testcontainers-go, and does everything else through the Docker client. It knows nothing of labs,
// faults or drills: callers choose names, labels and limits.
package engine

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/client"
	"github.com/testcontainers/testcontainers-go"
)

// ErrUnavailable is wrapped by every failure to reach an engine: no socket, no answer, no permission.
var ErrUnavailable = errors.New("no container engine answers")

// pingTime bounds the first answer of an engine. A live one needs a few milliseconds, over ssh a few hundred.
const pingTime = 10 * time.Second

// Engine is an open connection to a container engine.
type Engine struct {
	docker   *client.Client
	provider *testcontainers.DockerProvider
	place    Place
	mu       sync.Mutex
	// listeners receive each retried call.
	listeners []func(Repeat)
	tunnel    *tunnel
	cpus      int // processors of the engine's host, the highest limit it accepts; 0 where it cannot limit processors
}

// Open connects to the engine at host. An empty host means the engine that the docker command would use. The engine
// has answered when Open returns. Close ends the tunnel of an ssh engine.
func Open(ctx context.Context, host string) (*Engine, error) {
	place, err := locate(host, thisSystem())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	host = place.Host
	e := &Engine{place: place}
	if err := place.export(); err != nil {
		return nil, err
	}
	dial := host
	if isSSH(host) {
		t, err := openTunnel(ctx, host)
		if err != nil {
			return nil, unopened(ctx, fmt.Errorf("%w: %w", ErrUnavailable, err))
		}
		e.tunnel, dial = t, t.Host()
	}
	if err := e.connect(ctx, dial); err != nil {
		e.Close()
		return nil, unopened(ctx, fmt.Errorf("%w at %q (from %s): %w", ErrUnavailable, host, place.From, err))
	}
	return e, nil
}

// export passes a context's certificates to both clients through the environment, where they read them.
func (p Place) export() error {
	if p.Certs == "" {
		return nil
	}
	verify := "1"
	if p.SkipVerify {
		verify = ""
	}
	return errors.Join(os.Setenv("DOCKER_CERT_PATH", p.Certs), os.Setenv("DOCKER_TLS_VERIFY", verify))
}

// unopened returns why an engine was not opened. If the caller cancelled the wait, the engine is not reported as
// unavailable.
func unopened(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return context.Cause(ctx)
	}
	return err
}

func (e *Engine) connect(ctx context.Context, dial string) error {
	if err := e.connectDocker(ctx, dial); err != nil {
		return err
	}
	var info system.Info
	err := e.again(ctx, call{what: "ask the engine for its processors", do: func(ctx context.Context) (err error) {
		info, err = e.docker.Info(ctx)
		return err
	}})
	if err != nil {
		return err
	}
	if info.CPUCfsQuota { // a rootless engine on cgroup v1 cannot limit processors, and refuses requests that try
		e.cpus = info.NCPU
	}
	return e.openProvider(dial)
}

func (e *Engine) connectDocker(ctx context.Context, dial string) error {
	var err error
	if e.docker, err = newClient(dial); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, pingTime)
	defer cancel()
	return e.again(ctx, call{what: "open the engine", do: func(ctx context.Context) error {
		answer, err := e.docker.Ping(ctx)
		if err == nil {
			e.docker.NegotiateAPIVersionPing(answer)
		}
		return err
	}})
}

// newClient creates a client that keeps one idle connection per container of a lab, so that concurrent calls do not
// dial again.
func newClient(dial string) (*client.Client, error) {
	wide := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}, CheckRedirect: client.CheckRedirect}
	return client.NewClientWithOpts(client.WithHTTPClient(wide), client.WithTLSClientConfigFromEnv(), client.WithHost(dial),
		client.WithAPIVersionNegotiation(), client.WithTimeout(0))
}

// Close closes the connections, and ends the tunnel of an ssh engine.
func (e *Engine) Close() error {
	var errs []error
	if e.provider != nil {
		errs = append(errs, e.provider.Close())
	}
	if e.docker != nil {
		errs = append(errs, e.docker.Close())
	}
	if e.tunnel != nil {
		errs = append(errs, e.tunnel.Close())
	}
	return errors.Join(errs...)
}

// Host returns the engine's address as the user knows it.
func (e *Engine) Host() string { return e.place.Host }

// From returns the setting that selected the engine, for example DOCKER_HOST or a docker context.
func (e *Engine) From() string { return e.place.From }

// CPUs returns the number of processors of the engine's host, or 0 where the engine cannot limit them.
func (e *Engine) CPUs() int { return e.cpus }
