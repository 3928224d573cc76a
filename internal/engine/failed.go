package engine

import "errors"

// Failed reports whether an error is from a call that the engine refused or did not answer.
func Failed(err error) bool {
	if errors.Is(err, ErrUnavailable) {
		return true
	}
	_, ok := errors.AsType[*engineError](err)
	return ok
}
