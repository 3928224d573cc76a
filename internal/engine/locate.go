package engine

import "strings"

const systemSocket = "/var/run/docker.sock"

// Locate decides which engine is meant: what the user named, else DOCKER_HOST, else the first socket that is there (the
// system's, a rootless engine's, Docker Desktop's).
func Locate(named string, getenv func(string) string, exists func(string) bool) string {
	if named != "" {
		return named
	}
	if host := getenv("DOCKER_HOST"); host != "" {
		return host
	}
	for _, path := range sockets(getenv) {
		if exists(path) {
			return "unix://" + path
		}
	}
	return "unix://" + systemSocket
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
