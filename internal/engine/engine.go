// Package engine is the one place that knows Docker. It opens an engine (local, over tcp, over ssh), starts containers
// through testcontainers-go, and does everything else through the Docker client. It knows nothing of labs, faults or
// drills: names, labels and limits are its callers'.
package engine

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/docker/docker/client"
	"github.com/testcontainers/testcontainers-go"
	tclog "github.com/testcontainers/testcontainers-go/log"
)

// ErrUnavailable is what every failure to reach an engine wraps: no socket, no answer, no permission.
var ErrUnavailable = errors.New("no container engine answers")

// pingTime bounds the first answer of an engine; a live one needs a few milliseconds, over ssh some hundred.
const pingTime = 10 * time.Second

// Engine is an open connection to a container engine.
type Engine struct {
	docker   *client.Client
	provider *testcontainers.DockerProvider
	host     string // as the user wrote it
	tunnel   *tunnel
	cpus     int // processors of its host, above which it refuses a limit; 0 where it can't limit them at all
}

// Open connects to the engine at host, or, where host is empty, to the one that the environment names. The engine has
// answered when Open returns. Close ends the tunnel of an ssh engine.
func Open(ctx context.Context, host string) (*Engine, error) {
	host = Locate(host, os.Getenv, exists)
	e := &Engine{host: host}
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
		return nil, unopened(ctx, fmt.Errorf("%w at %q: %w", ErrUnavailable, host, err))
	}
	return e, nil
}

// unopened is why an engine was not opened. One that nobody waited for any more may well be there.
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
	return e.openProvider(dial)
}

func (e *Engine) connectDocker(ctx context.Context, dial string) error {
	var err error
	e.docker, err = client.NewClientWithOpts(client.WithTLSClientConfigFromEnv(), client.WithHost(dial),
		client.WithAPIVersionNegotiation(), client.WithTimeout(0))
	if err != nil {
		return err
	}
	widen(e.docker)
	ctx, cancel := context.WithTimeout(ctx, pingTime)
	defer cancel()
	if _, err := e.docker.Ping(ctx); err != nil {
		return err
	}
	e.docker.NegotiateAPIVersion(ctx)
	return nil
}

// openProvider gives testcontainers the same engine. It finds its host by itself, from its own properties file first,
// so it is told by the environment and then asked which one it took: damage on the wrong host is not to be had.
func (e *Engine) openProvider(dial string) error {
	for name, value := range map[string]string{"DOCKER_HOST": dial, "TESTCONTAINERS_RYUK_DISABLED": "true"} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	tclog.SetDefault(silent{})
	// Each of our containers names its network: no default one is to be looked for, let alone made.
	provider, err := testcontainers.NewDockerProvider(testcontainers.WithLogger(silent{}), testcontainers.WithDefaultBridgeNetwork(testcontainers.Bridge))
	if err != nil {
		return err
	}
	if got := provider.Client().DaemonHost(); got != dial {
		return fmt.Errorf("testcontainers would use %q (see ~/.testcontainers.properties)", got)
	}
	widen(provider.Client().(*testcontainers.DockerClient).Client)
	e.provider = provider
	info, err := provider.Client().Info(context.Background()) // which it has asked for by now, and keeps
	if info.CPUCfsQuota {                                     // a rootless engine on cgroup v1 can't limit processors, and refuses to be asked
		e.cpus = info.NCPU
	}
	return err
}

// widen lets a client keep as many idle connections as a lab has containers, so that side by side calls don't redial.
func widen(c *client.Client) {
	if t, ok := c.HTTPClient().Transport.(*http.Transport); ok {
		t.MaxIdleConnsPerHost = 16
	}
}

// Close frees the connections, and ends the tunnel of an ssh engine.
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

// Host is the engine's address as the user knows it.
func (e *Engine) Host() string { return e.host }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// silent swallows what testcontainers would print on the user's terminal.
type silent struct{}

func (silent) Printf(string, ...any) {}
