package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// defaultContext is Docker's name for the engine that the environment selects. It has no metadata file.
const defaultContext = "default"

// ContextError reports that Docker's configuration does not select a usable engine.
type ContextError struct{ Message string }

func (e ContextError) Error() string { return e.Message }

// Hint returns how to choose an engine.
func (ContextError) Hint() string {
	return "docker context ls lists the contexts; docker context use NAME, or --engine ADDRESS, chooses an engine"
}

// configDir returns the configuration folder of the docker command.
func (s surroundings) configDir() string {
	if dir := s.getenv("DOCKER_CONFIG"); dir != "" {
		return dir
	}
	if home := s.getenv("HOME"); home != "" {
		return filepath.Join(home, ".docker")
	}
	return ""
}

// contextName returns the context that the docker command would use, and the setting that selects it.
func (s surroundings) contextName() (name, from string, err error) {
	if name := s.getenv("DOCKER_CONTEXT"); name != "" {
		return name, "DOCKER_CONTEXT", nil
	}
	path := filepath.Join(s.configDir(), "config.json")
	var config struct {
		CurrentContext string `json:"currentContext"`
	}
	switch err := s.readJSON(path, &config); {
	case errors.Is(err, fs.ErrNotExist):
		return defaultContext, "", nil
	case err != nil:
		return "", "", ContextError{fmt.Sprintf("%q cannot be read: %v", path, err)}
	case config.CurrentContext == "":
		return defaultContext, "", nil
	}
	return config.CurrentContext, path, nil
}

// context reads a context of the docker command. Its files are in folders named after the hash of the context's name.
func (s surroundings) context(name string) (Place, error) {
	sum := sha256.Sum256([]byte(name))
	folder := hex.EncodeToString(sum[:])
	contexts := filepath.Join(s.configDir(), "contexts")
	var meta struct {
		Endpoints map[string]struct {
			Host          string
			SkipTLSVerify bool
		}
	}
	path := filepath.Join(contexts, "meta", folder, "meta.json")
	switch err := s.readJSON(path, &meta); {
	case errors.Is(err, fs.ErrNotExist):
		return Place{}, ContextError{fmt.Sprintf("there is no docker context %q", name)}
	case err != nil:
		return Place{}, ContextError{fmt.Sprintf("docker context %q: %q cannot be read: %v", name, path, err)}
	}
	endpoint, ok := meta.Endpoints["docker"]
	if !ok {
		return Place{}, ContextError{fmt.Sprintf("docker context %q has no docker engine", name)}
	}
	p := Place{Host: endpoint.Host, SkipVerify: endpoint.SkipTLSVerify}
	if certs := filepath.Join(contexts, "tls", folder, "docker"); s.exists(certs) {
		p.Certs = certs
		for _, file := range []string{"ca.pem", "cert.pem", "key.pem"} {
			if !s.exists(filepath.Join(certs, file)) {
				return Place{}, ContextError{fmt.Sprintf("docker context %q has no %q, which firedrill needs for an engine over TLS", name, file)}
			}
		}
	}
	return p, nil
}

func (s surroundings) readJSON(path string, into any) error {
	data, err := s.readFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}
