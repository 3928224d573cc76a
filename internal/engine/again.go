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

// A call that fails for a passing reason is made at most this often, with these pauses between.
const mostTries = 5

func pauseBefore(try int) time.Duration { return 50 * time.Millisecond << (try - 1) }

// Repeat tells of a call that failed for a passing reason and is made again.
type Repeat struct {
	Call  string // what was asked for, such as: pause "redis"
	Error error
	Try   int // which attempt failed, from 1
}

// String is one line of a journal.
func (r Repeat) String() string {
	return fmt.Sprintf("%s: attempt %d failed: %v", r.Call, r.Try, r.Error)
}

// OnRepeat registers a listener that is told of each repeated call. It may be called from several goroutines at once.
func (e *Engine) OnRepeat(listener func(Repeat)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.listeners = append(e.listeners, listener)
}

func (e *Engine) repeated(r Repeat) {
	e.mu.Lock()
	listeners := e.listeners
	e.mu.Unlock()
	for _, tell := range listeners {
		tell(r)
	}
}

// call is one request to the engine that may be made again.
type call struct {
	what string // a verb and its object, for errors and the journal
	do   func(context.Context) error
	// landed says whether a failed attempt came true all the same. It is nil where a second attempt does no harm.
	landed func(context.Context) bool
	// once forbids a repeat when no answer came, because the engine may have begun and nothing shows it.
	once bool
}

// again makes a call until it succeeds, fails for good, or has failed too often.
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

// failure says what may be done about a failed call.
type failure int

const (
	lasting    failure = iota // there was none, or a repeat would fail too
	refused                   // the engine answered that it could not do it now
	unanswered                // the connection ended before an answer: the engine may have done it
)

// failureOf classifies an error of the engine's client.
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

// upgradeRefused recognizes a 5xx answer to a request for a stream. The client keeps only its status, in words.
func upgradeRefused(text string) bool {
	return strings.Contains(text, "unable to upgrade to") && strings.Contains(text, "received 5")
}

// lastingWords are in answers of status 500 that a repeat does not change.
var lastingWords = []string{"overlap", "already exists", "already in use", "already paused", "is not paused", "is not running",
	"is not connected", "active endpoints", "no such ", "not found", "no space left on device", "executable file", "permission denied",
	"invalid "}
