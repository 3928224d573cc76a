package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"github.com/containerd/errdefs"
)

// mostTries bounds the attempts of a call that fails for a transient reason. pauseBefore is the wait between
// attempts.
const mostTries = 5

func pauseBefore(try int) time.Duration { return 50 * time.Millisecond << (try - 1) }

// Repeat reports a call that failed for a transient reason and is retried.
type Repeat struct {
	Call  string // the call, for example: pause "redis"
	Error error
	Try   int // number of the failed attempt, from 1
}

// String formats a repeat as one journal line.
func (r Repeat) String() string {
	return fmt.Sprintf("%s: attempt %d failed: %v", r.Call, r.Try, r.Error)
}

// OnRepeat registers a listener for retried calls. It may be called from several goroutines at once.
func (e *Engine) OnRepeat(listener func(Repeat)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.listeners = append(e.listeners, listener)
}

func (e *Engine) repeated(r Repeat) {
	e.mu.Lock()
	listeners := e.listeners
	e.mu.Unlock()
	for _, listener := range listeners {
		listener(r)
	}
}

// call is one request to the engine that may be retried.
type call struct {
	what string // a verb and its object, for errors and the journal
	do   func(context.Context) error
	// landed reports whether a failed attempt took effect after all. It is nil where a second attempt does no harm.
	landed func(context.Context) bool
	// once forbids a retry when no answer came: the engine may have started the work, and there is no way to check.
	once bool
}

// again retries a call until it succeeds, fails permanently, or runs out of attempts.
func (e *Engine) again(ctx context.Context, c call) error {
	for try := 1; ; try++ {
		err := c.do(ctx)
		why := failureOf(err)
		if why == lasting || why == unanswered && c.once {
			return plain(err)
		}
		if c.landed != nil && c.landed(ctx) {
			return nil
		}
		if try == mostTries {
			return fmt.Errorf("%w (tried %d times)", plain(err), try)
		}
		e.repeated(Repeat{Call: c.what, Error: plain(err), Try: try})
		timer := time.NewTimer(pauseBefore(try))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return errors.Join(context.Cause(ctx), plain(err))
		}
	}
}

// failure classifies a failed call by how it may be retried.
type failure int

const (
	lasting    failure = iota // no error, or a retry would fail too
	refused                   // the engine answered that it cannot do it now
	unanswered                // the connection ended before an answer: the engine may have done it
)

// failureOf classifies an error of the Docker client.
func failureOf(err error) failure {
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return lasting
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return unanswered
	case errors.Is(err, syscall.EAGAIN), errors.Is(err, errNameInTransit):
		return refused
	}
	text := strings.ToLower(err.Error())
	for _, word := range lastingWords {
		if strings.Contains(text, word) {
			return lasting
		}
	}
	if errdefs.IsInternal(err) || errdefs.IsUnavailable(err) || upgradeRefused(text) {
		return refused
	}
	return lasting
}

// upgradeRefused recognizes a 5xx answer to a request for a stream. The client keeps only its status, as text.
func upgradeRefused(text string) bool {
	return strings.Contains(text, "unable to upgrade to") && strings.Contains(text, "received 5")
}

// lastingWords occur in answers of status 500 that a retry does not change.
var lastingWords = []string{"overlap", "already exists", "already in use", "already paused", "is not paused", "is not running",
	"is not connected", "active endpoints", "no such ", "not found", "no space left on device", "executable file", "permission denied",
	"invalid "}
