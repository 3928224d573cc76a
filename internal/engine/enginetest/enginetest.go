// Package enginetest opens a container engine for tests. Where none answers a test is skipped, but with CI=true it
// fails: there, a skip would be a silence.
package enginetest

import (
	"fmt"
	"os"
	"testing"

	"firedrill/internal/engine"
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
