//go:build !linux

package packet

import "errors"

var errElsewhere = errors.New("packets are damaged on Linux alone")

// Drivers lists none: packets are damaged by an agent in the lab, which runs on Linux, wherever the command line runs.
func Drivers() []Driver { return nil }

// Sweep has nothing to remove here.
func Sweep(...string) ([]string, error) { return nil, errElsewhere }

// Clear has nothing to remove here.
func Clear() error { return errElsewhere }

// Standing sees nothing here.
func Standing(string) (bool, error) { return false, errElsewhere }

// Show sees nothing here.
func Show() ([]Shown, error) { return nil, errElsewhere }

// Redirect can't be done here.
func Redirect(string, uint16) (Damage, error) { return nil, errElsewhere }

// FlushRedirected has nothing to remove here.
func FlushRedirected(uint16) (uint, error) { return 0, errElsewhere }

// FlushOrphaned has nothing to remove here.
func FlushOrphaned() (uint, error) { return 0, errElsewhere }

// Mark can't be done here.
func Mark(uintptr) error { return errElsewhere }
