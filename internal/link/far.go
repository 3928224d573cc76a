package link

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
)

// ErrEnded is returned by Read when the near end has ended the session.
var ErrEnded = errors.New("the controller ended the session")

// Far is the agent's end of a link.
type Far struct {
	side
	receive func(payload []byte) error
	heard   func()
	token   string
	attempt uint64
	stop    chan struct{}
}

// Answer returns a far end. It calls receive for each payload, in order, from the reading goroutine; the slice is
// valid only during the call, and an error ends the reading. It calls heard for each line of the session.
func Answer(receive func(payload []byte) error, heard func()) *Far {
	return &Far{side: newSide(), receive: receive, heard: heard, stop: make(chan struct{})}
}

// Send queues a payload. It never waits for the stream.
func (f *Far) Send(payload []byte) error { return f.send(payload) }

// Write writes queued frames until Stop is called or a write fails.
func (f *Far) Write(w io.Writer) error { return f.pump(w, f.stop) }

// Flush waits, at most for the given time, until everything queued is written.
func (f *Far) Flush(within time.Duration) { f.flush(within) }

// Stop ends Write; later calls of Send fail. Call it once.
func (f *Far) Stop() {
	f.finish()
	close(f.stop)
}

// Read processes the input until it ends, the near end ends the session, or receive fails.
func (f *Far) Read(r io.Reader) error {
	return lines(r, func(line []byte) error {
		got, ok := parseFrame(line)
		switch {
		case len(line) == 0: // a new stream begins with an end of line
			return nil
		case !ok:
			f.mu.Lock()
			f.repeat()
			f.mu.Unlock()
			return nil
		case got.seq == 0:
			return f.handleControl(got)
		case f.token == "":
			return nil
		}
		f.heard()
		if !f.take(got) {
			return nil
		}
		return f.receive(got.payload)
	})
}

// handleControl handles a control line.
func (f *Far) handleControl(got frame) error {
	verb, words, _ := strings.Cut(string(got.payload), " ")
	if verb == ctlOpen || verb == ctlAgain {
		f.open(verb, words, got.ack)
		return nil
	}
	if f.token == "" {
		return nil
	}
	f.heard()
	f.take(got)
	switch verb {
	case ctlPing:
		f.say(ctlAck)
	case ctlEnd:
		f.say(ctlEnded)
		return ErrEnded
	}
	return nil
}

// open starts the session, or continues it on a new stream of the near end. It ignores late lines of an earlier
// stream.
func (f *Far) open(verb, words string, ack uint64) {
	token, number, _ := strings.Cut(words, " ")
	attempt, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.token == "" && verb == ctlOpen {
		f.token = token
	}
	if token != f.token || !f.book.acknowledged(ack) {
		f.sayLocked(ctlUnknown + " " + words)
		return
	}
	if attempt < f.attempt {
		return
	}
	f.attempt, f.held, f.asked = attempt, false, false
	f.book.rewind()
	f.sayLocked(ctlOpened + " " + words)
	f.heard()
}
