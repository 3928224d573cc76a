package labtest

import (
	"testing"

	"golang.org/x/sync/semaphore"
)

// Weights of labs. The labs of concurrent tests weigh at most allShares in total.
const (
	// Light is a lab with few users, or none.
	Light = 1
	// Loaded is a lab with as many users as the library's drills have.
	Loaded = 2

	allShares = 4
)

var shares = semaphore.NewWeighted(allShares)

// Beside runs a test in parallel with others of its package, and waits until there is room for its labs. takes is
// their weight, at most 4.
func Beside(t *testing.T, takes int64) {
	t.Helper()
	t.Parallel()
	if err := shares.Acquire(t.Context(), takes); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shares.Release(takes) })
}
