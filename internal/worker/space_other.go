//go:build !linux

package worker

import (
	"errors"

	"firedrill/chaos"
)

// space works only in a container.
func space(string) (chaos.Space, error) {
	return chaos.Space{}, errors.New("a worker runs in a container, on Linux")
}
