package engine

import (
	"fmt"
	"os"
	"strings"
)

const systemSocket = "/var/run/docker.sock"

// Place is an engine's address and the setting it came from.
type Place struct {
	Host  string
	From  string // for example DOCKER_HOST
	Certs string // folder with ca.pem, cert.pem and key.pem of a context; "": the environment decides
	// SkipVerify is set by a context that does not verify the engine's certificate.
	SkipVerify bool
}

// surroundings are the inputs that select an engine: the environment and the file system.
type surroundings struct {
	getenv   func(string) string
	exists   func(path string) bool
	readFile func(path string) ([]byte, error)
}

func thisSystem() surroundings { return surroundings{os.Getenv, exists, os.ReadFile} }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// locate selects an engine as the docker command does: the named one, else DOCKER_HOST, else the context of
// DOCKER_CONTEXT, else the current context of Docker's configuration, else the first existing socket (the system's, a
// rootless engine's, Docker Desktop's).
func locate(named string, s surroundings) (Place, error) {
	if named != "" {
		return s.withCerts(Place{Host: named, From: "the settings of firedrill"}), nil
	}
	if host := s.getenv("DOCKER_HOST"); host != "" {
		return Place{Host: host, From: "DOCKER_HOST"}, nil
	}
	name, from, err := s.contextName()
	if err != nil {
		return Place{}, err
	}
	if name != defaultContext {
		p, err := s.context(name)
		if err != nil {
			return Place{}, fmt.Errorf("%w (from %s)", err, from)
		}
		p.From = fmt.Sprintf("docker context %q of %s", name, from)
		if p.Host != "" {
			return p, nil
		}
	}
	for _, path := range sockets(s.getenv) {
		if s.exists(path) {
			return Place{Host: "unix://" + path, From: "the default socket"}, nil
		}
	}
	return Place{Host: "unix://" + systemSocket, From: "the default socket"}, nil
}

// withCerts adds the certificates of the current context to a named address, if the address belongs to that context.
// A child process that receives only the address finds the certificates this way.
func (s surroundings) withCerts(p Place) Place {
	name, _, err := s.contextName()
	if err != nil || name == defaultContext || s.getenv("DOCKER_CERT_PATH") != "" {
		return p
	}
	if c, err := s.context(name); err == nil && c.Host == p.Host {
		p.Certs, p.SkipVerify = c.Certs, c.SkipVerify
	}
	return p
}

func sockets(getenv func(string) string) []string {
	paths := []string{systemSocket}
	if dir := getenv("XDG_RUNTIME_DIR"); dir != "" {
		paths = append(paths, dir+"/docker.sock")
	}
	if home := getenv("HOME"); home != "" {
		paths = append(paths, home+"/.docker/run/docker.sock")
	}
	return paths
}

func isSSH(host string) bool { return strings.HasPrefix(host, "ssh://") }
