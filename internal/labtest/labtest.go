// Package labtest gives tests the real parts: a container engine, a static binary of ours, a lab. Only tests use it.
// Without an engine, a test is skipped; with CI=true it fails, because a skip in CI would go unnoticed.
package labtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/engine/enginetest"
	"firedrill/internal/record"
	"firedrill/stack"
)

// Engine opens the engine that the environment selects.
func Engine(t testing.TB) *engine.Engine {
	t.Helper()
	return enginetest.Open(t)
}

// folder holds the built binary; "" before the build.
var folder string

// binary builds the binary once for all tests of a process.
var binary = sync.OnceValues(func() (string, error) {
	var err error
	if folder, err = os.MkdirTemp("", "firedrill-labtest-"); err != nil {
		return "", err
	}
	path := filepath.Join(folder, "firedrill")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "firedrill/cmd/firedrill")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build firedrill: %w: %s", err, out)
	}
	return path, nil
})

// Binary returns the path of a static binary of this tree.
func Binary(t testing.TB) string {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Main runs a package's tests, and removes the binary if they built one.
func Main(m *testing.M) int {
	code := m.Run()
	if folder != "" {
		os.RemoveAll(folder)
	}
	return code
}

// Name prefixes an instance's name with the test's process ID, so that packages tested at once do not collide.
func Name(word string) string { return enginetest.Name(word) }

// Lab returns a small lab with the given knobs of the shop.
func Lab(replicas int, knobs ...string) stack.Lab {
	s := stack.Service{Replicas: 1, CPUs: 2, Memory: 256 << 20, Pids: 200}
	shop := s
	shop.Replicas, shop.Env = replicas, knobs
	return stack.Lab{Name: "test", Images: "auto", Services: map[string]stack.Service{stack.Nginx: s, stack.Shop: shop, stack.Redis: s, stack.Postgres: s}}
}

// WithReplica adds a database replica to a lab.
func WithReplica(lab stack.Lab) stack.Lab {
	lab.Services[stack.Replica] = lab.Services[stack.Postgres]
	return lab
}

// Up starts a lab for one test, and removes it afterwards.
func Up(t testing.TB, e *engine.Engine, word string, lab stack.Lab) *stack.Running {
	t.Helper()
	return UpFor(t, e, word, lab, nil)
}

// UpFor is Up for a test that sends a load.
func UpFor(t testing.TB, e *engine.Engine, word string, lab stack.Lab, onSamples func([]record.Sample)) *stack.Running {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	instance := Name(word)
	img := Images(t, e, lab)
	running, err := stack.Up(ctx, e, stack.Request{Lab: lab, Instance: instance, Run: instance, Images: img, OnSamples: onSamples})
	if err != nil {
		t.Fatalf("lab %q: %v", instance, err)
	}
	t.Cleanup(func() {
		if err := running.Down(context.Background()); err != nil {
			t.Errorf("lab %q is left: %v", instance, err)
		}
	})
	return running
}

// Images provides the engine with the images of a lab.
func Images(t testing.TB, e *engine.Engine, lab stack.Lab) stack.Images {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	img, _, err := stack.Supply(ctx, e, stack.SupplyRequest{Lab: lab, Run: Name("images"), Binary: Binary(t), Progress: func(s string) { t.Log(s) }})
	if err != nil {
		t.Fatal(err)
	}
	return img
}
