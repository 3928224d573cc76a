package runner

import (
	"context"
	"errors"
	"slices"

	"firedrill/internal/drill"
)

// unrecorded lists the errors that the drill's record does not contain, each once.
func unrecorded(err error) []string {
	if _, ok := err.(*drill.RecordedError); ok {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []string{err.Error()}
	}
	var all []string
	for _, one := range joined.Unwrap() {
		for _, line := range unrecorded(one) {
			if !slices.Contains(all, line) {
				all = append(all, line)
			}
		}
	}
	return all
}

// Besides lists the errors other than the interruption.
func Besides(err error) []string {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []string
		for _, one := range joined.Unwrap() {
			all = append(all, Besides(one)...)
		}
		return all
	}
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return []string{err.Error()}
}
