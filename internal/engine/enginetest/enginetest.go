// Package enginetest opens a container engine for tests. Without an engine, a test is skipped; with CI=true it fails,
// because a skip in CI would go unnoticed.
package enginetest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"testing"

	"firedrill/internal/engine"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/client"
)

// Open opens the engine that the environment selects, for one test.
func Open(t testing.TB) *engine.Engine {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a container engine")
	}
	e, err := engine.Open(t.Context(), "")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("CI must have a container engine: %v", err)
		}
		t.Skipf("needs a container engine: %v", err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// Name prefixes an object's name with the test's process ID, so that packages tested at once do not collide.
func Name(word string) string { return fmt.Sprintf("t%d-%s", os.Getpid(), word) }

// Shown returns everything that the engine shows of the containers with a label: their configuration, logs and
// processes. The key is the container's name and the kind of output.
func Shown(t testing.TB, label string) map[string]string {
	t.Helper()
	docker, err := client.NewClientWithOpts(client.FromEnv, client.WithAPIVersionNegotiation())
	if err != nil {
		t.Fatal(err)
	}
	defer docker.Close()
	all, err := docker.ContainerList(t.Context(), container.ListOptions{All: true, Filters: filters.NewArgs(filters.Arg("label", label))})
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{}
	for _, c := range all {
		name := c.Names[0]
		shown["ps "+name] = fmt.Sprint(c.Names, c.Image, c.Command, c.Labels, c.Mounts, c.Status)
		_, inspected, err := docker.ContainerInspectWithRaw(t.Context(), c.ID, false)
		if err != nil {
			t.Fatalf("inspect %s: %v", name, err)
		}
		shown["inspect "+name] = string(inspected)
		if top, err := docker.ContainerTop(t.Context(), c.ID, nil); err == nil { // a container that is not running has no processes
			shown["top "+name] = fmt.Sprint(top.Processes)
		}
		if log, err := docker.ContainerLogs(t.Context(), c.ID, container.LogsOptions{ShowStdout: true, ShowStderr: true}); err == nil { // not each container has a log
			text, err := io.ReadAll(log)
			if err = errors.Join(err, log.Close()); err != nil {
				t.Fatalf("log of %s: %v", name, err)
			}
			shown["logs "+name] = string(text)
		}
	}
	return shown
}
