package engine

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"github.com/docker/docker/client"
	"github.com/testcontainers/testcontainers-go"
	tclog "github.com/testcontainers/testcontainers-go/log"
)

// openProvider gives testcontainers its own client for the same engine, on the negotiated API version.
func (e *Engine) openProvider(dial string) error {
	provider, err := newProvider()
	if err != nil {
		return err
	}
	docker, err := newClient(dial)
	if err != nil {
		return err
	}
	if err := client.WithVersion(e.docker.ClientVersion())(docker); err != nil {
		return err
	}
	provider.SetClient(docker)
	e.provider = provider
	return nil
}

// providerLock guards the environment variables while a provider is created.
var providerLock sync.Mutex

// newProvider creates a provider without an engine. testcontainers looks for an engine by itself, starting with a
// properties file; if one does not answer it takes the next, and it panics if none answers. It could pick the wrong
// host, and faults must never hit the wrong host. So it is given a stand-in server that answers, and then our client.
func newProvider() (_ *testcontainers.DockerProvider, err error) {
	providerLock.Lock()
	defer providerLock.Unlock()
	host, stop, err := standIn()
	if err != nil {
		return nil, fmt.Errorf("open testcontainers: %w", err)
	}
	defer stop()
	if err := os.Setenv("TESTCONTAINERS_RYUK_DISABLED", "true"); err != nil {
		return nil, err
	}
	for name, value := range map[string]string{"DOCKER_HOST": host, "DOCKER_CERT_PATH": "", "DOCKER_TLS_VERIFY": ""} {
		previous, set := os.LookupEnv(name)
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
		defer func() {
			if set {
				err = errors.Join(err, os.Setenv(name, previous))
			} else {
				err = errors.Join(err, os.Unsetenv(name))
			}
		}()
	}
	tclog.SetDefault(silent{})
	// Each of our containers names its network. testcontainers must not look for a default network or create one.
	return testcontainers.NewDockerProvider(testcontainers.WithLogger(silent{}), testcontainers.WithDefaultBridgeNetwork(testcontainers.Bridge))
}

// standIn starts a server that answers like an engine without any details. stop ends it.
func standIn() (host string, stop func(), err error) {
	dir, err := os.MkdirTemp("", "firedrill-engine-")
	if err != nil {
		return "", nil, err
	}
	socket := filepath.Join(dir, "s")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") })}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // returns when the server is closed
	}()
	return "unix://" + socket, func() {
		_ = server.Close()
		<-ended
		_ = os.RemoveAll(dir)
	}, nil
}

// silent discards what testcontainers would print on the user's terminal.
type silent struct{}

func (silent) Printf(string, ...any) {}
