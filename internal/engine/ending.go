package engine

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"
)

// Statuses of a container that can be attached to, now or shortly.
const (
	statusRunning = "running"
	statusPaused  = "paused"
)

// endingTime bounds the wait for the engine's report of how a container ended.
const endingTime = 2 * time.Second

// EndingError reports how a container ended. The container cannot be attached to again.
type EndingError struct {
	Known bool // whether the engine reported the cause
	Code  int  // exit code
	OOM   bool // the kernel killed one of its processes for lack of memory
	Said  string
}

// Final reports that a retry is useless.
func (*EndingError) Final() bool { return true }

func (e *EndingError) Error() string {
	var text string
	switch {
	case !e.Known:
		text = "its container is gone"
	case e.OOM:
		text = fmt.Sprintf("the kernel killed its container for lack of memory (exit code %d)", e.Code)
	case e.Code > 128:
		text = fmt.Sprintf("its container was ended by signal %d, %s (exit code %d)", e.Code-128, syscall.Signal(e.Code-128), e.Code)
	default:
		text = fmt.Sprintf("its container ended with exit code %d", e.Code)
	}
	if e.Said != "" {
		text += ": " + e.Said
	}
	return text
}

// notResumable is the error of a stream that cannot be resumed.
type notResumable struct{ error }

func (notResumable) Final() bool { return true }

var errNotResumable = notResumable{errors.New("its input ended with the stream")}

// ending finds out how a container ended. The container may be removed already. The error quotes the last line of
// stderr.
func (e *Engine) ending(ctx context.Context, id, stderr string) error {
	ctx, cancel := context.WithTimeout(ctx, endingTime)
	defer cancel()
	end := &EndingError{Said: lastLine(stderr)}
	// The engine keeps its latest events, including those of removed containers.
	messages, failed := e.docker.Events(ctx, events.ListOptions{Since: "0",
		Filters: filters.NewArgs(filters.Arg("type", "container"), filters.Arg("container", id), filters.Arg("event", "die"), filters.Arg("event", "oom"))})
	for {
		select {
		case m := <-messages:
			if end.take(m); end.Known {
				return end
			}
		case <-failed: // also on timeout
			return end
		}
	}
}

func (e *EndingError) take(m events.Message) {
	switch m.Action {
	case events.ActionOOM:
		e.OOM = true
	case events.ActionDie:
		code, err := strconv.Atoi(m.Actor.Attributes["exitCode"])
		e.Code, e.Known = code, err == nil
	}
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}
