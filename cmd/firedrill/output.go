package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// output is a standard output that is no terminal. It remembers the first write that failed, so that no command ends well whose
// answer was cut short by a full disk or a closed pipe.
type output struct {
	to  io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// lost says why the output was cut short, nil if it was not.
func (o *output) lost() error {
	if o == nil || o.err == nil {
		return nil
	}
	err := o.err
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return fmt.Errorf("write to standard output: %w", err)
}
