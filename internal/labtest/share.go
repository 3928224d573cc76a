package labtest

import (
	"testing"

	"golang.org/x/sync/semaphore"
)

// What a test's labs take of the machine at most, in shares of all that there is.
const (
	// Light is a lab with few users, or none.
	Light = 1
	// Loaded is a lab with as many users as the drills of the library have.
	Loaded = 2

	allShares = 4
)

var shares = semaphore.NewWeighted(allShares)

// Beside runs a test beside the others of its package, as soon as there is room for its labs: most of a drill is waiting.
func Beside(t *testing.T, takes int64) {
	t.Helper()
	t.Parallel()
	if err := shares.Acquire(t.Context(), takes); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shares.Release(takes) })
}
