//go:build !linux

package packet

import "errors"

// Drivers lists none: packets are damaged by an agent in the lab, which runs on Linux, wherever the command line runs.
func Drivers() []Driver { return nil }

// Sweep has nothing to remove here.
func Sweep() ([]string, error) { return nil, errors.New("packets are damaged on Linux alone") }
