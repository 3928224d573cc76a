package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
)

// output is a standard output that is no terminal. It remembers the first write that failed: a command whose answer was cut
// short by a full disk or a closed pipe must not exit with 0.
type output struct {
	to io.Writer

	mu  sync.Mutex
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	if err != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.err = cmp.Or(o.err, err)
	}
	return n, err
}

// lost returns why the output was cut short, or nil.
func (o *output) lost() error {
	if o == nil {
		return nil
	}
	o.mu.Lock()
	err := o.err
	o.mu.Unlock()
	if err == nil {
		return nil
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return fmt.Errorf("write to standard output: %w", err)
}
