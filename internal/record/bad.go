package record

import "errors"

// BadError says that a record, or one of its files, can't be read as what it should be: the mistake is in the file.
type BadError struct{ err error }

func (e *BadError) Error() string { return e.err.Error() }
func (e *BadError) Unwrap() error { return e.err }

// Bad marks an error as one of the record's own; nil stays nil.
func Bad(err error) error {
	var known *BadError
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &BadError{err}
}
