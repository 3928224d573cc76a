package record

import "errors"

// BadError marks an error as a mistake in the record's own files.
type BadError struct{ err error }

func (e *BadError) Error() string { return e.err.Error() }
func (e *BadError) Unwrap() error { return e.err }

// Bad wraps an error as a BadError; nil stays nil.
func Bad(err error) error {
	var known *BadError
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &BadError{err}
}
