package load

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"syscall"
)

// lacking counts the requests that could not be sent for want of something that this process needs for them. The site has
// no part in that: such a request counts as dropped, never as failed.
type lacking struct {
	mu    sync.Mutex
	times int
	first error
}

// lacks says that an error is the want of files or memory in this process.
func lacks(err error) bool {
	if err == nil {
		return false
	}
	for _, want := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ENOBUFS} {
		// The resolver keeps the words of an error and drops the error.
		if errors.Is(err, want) || strings.Contains(err.Error(), want.Error()) {
			return true
		}
	}
	return false
}

func (l *lacking) note(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.times++; l.first == nil {
		l.first = err
	}
}

// err says what was lacking, nil where nothing was.
func (l *lacking) err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.first == nil {
		return nil
	}
	return fmt.Errorf("the client could not send %d requests: %w", l.times, l.first)
}
