//go:build !linux

package packet

import "errors"

var errElsewhere = errors.New("packets are damaged on Linux alone")

// Drivers is empty: an agent in the lab damages packets, and that agent always runs on Linux.
func Drivers() []Driver { return nil }

// Sweep does nothing here.
func Sweep(...string) ([]string, error) { return nil, errElsewhere }

// Clear does nothing here.
func Clear() error { return errElsewhere }

// Standing finds nothing here.
func Standing(string) (bool, error) { return false, errElsewhere }

// Show finds nothing here.
func Show() ([]Shown, error) { return nil, errElsewhere }

// Redirect is not supported here.
func Redirect(string, uint16) (Damage, error) { return nil, errElsewhere }

// FlushRedirected does nothing here.
func FlushRedirected(uint16) (uint, error) { return 0, errElsewhere }

// FlushOrphaned does nothing here.
func FlushOrphaned() (uint, error) { return 0, errElsewhere }

// Mark is not supported here.
func Mark(uintptr) error { return errElsewhere }
