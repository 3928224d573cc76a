// Package enginetest opens a container engine for tests. Where none answers a test is skipped, but with CI=true it
// fails: there, a skip would be a silence.
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

// Open opens the engine that the environment names, for one test.
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

// Name makes an object's name from the test's process, so that packages that are tested at once don't meet.
func Name(word string) string { return fmt.Sprintf("t%d-%s", os.Getpid(), word) }

// Shown is all that the engine tells of the containers that carry a label to whoever asks: their names and what they are,
// their logs, and their processes. It is keyed by the container's name and what was asked for.
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
		if top, err := docker.ContainerTop(t.Context(), c.ID, nil); err == nil { // one that does not run has no processes
			shown["top "+name] = fmt.Sprint(top.Processes)
		}
		if log, err := docker.ContainerLogs(t.Context(), c.ID, container.LogsOptions{ShowStdout: true, ShowStderr: true}); err == nil { // nor has each a log
			text, err := io.ReadAll(log)
			if err = errors.Join(err, log.Close()); err != nil {
				t.Fatalf("log of %s: %v", name, err)
			}
			shown["logs "+name] = string(text)
		}
	}
	return shown
}
