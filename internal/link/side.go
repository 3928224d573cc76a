package link

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	// maxKept bounds the bytes of unacknowledged payloads.
	maxKept = 32 << 20
	// maxWrite bounds the bytes of one write.
	maxWrite = 64 << 10
	// ackEvery is the number of received bytes after which an acknowledgement is sent without a ping. Pings carry
	// one, too.
	ackEvery = 64 << 10
)

// ErrBehind reports that the other end does not keep up.
var ErrBehind = fmt.Errorf("the other end is %d MiB behind", maxKept>>20)

// errGone is returned by Send after the end.
var errGone = errors.New("the link has ended")

// Control lines. Arguments may follow.
const (
	ctlOpen    = "open"    // near end: TOKEN ATTEMPT; opens a session
	ctlAgain   = "again"   // near end: TOKEN ATTEMPT; continues an open session on another stream
	ctlOpened  = "opened"  // far end: TOKEN ATTEMPT
	ctlUnknown = "unknown" // far end: TOKEN ATTEMPT; the session is unknown
	ctlPing    = "ping"    // near end
	ctlAck     = "ack"     // both: a bare acknowledgement, also the reply to a ping
	ctlRepeat  = "repeat"  // both: the payload after the acknowledged one is missing
	ctlEnd     = "end"     // near end: the session has ended
	ctlEnded   = "ended"   // far end: confirms the end
)

// side is the common part of both ends.
type side struct {
	mu       sync.Mutex
	book     book
	control  []string      // sent before payloads
	held     bool          // payloads wait until the other end has reported its last received one
	asked    bool          // the other end was asked to repeat, and nothing has arrived since
	unspoken int           // bytes received since the last sent acknowledgement
	ended    bool          // nothing more is accepted
	writing  bool          // the writer holds data that it has not written
	wake     chan struct{} // wakes the writer
	written  chan struct{} // signals that the writer has written everything
}

func newSide() side {
	return side{held: true, wake: make(chan struct{}, 1), written: make(chan struct{}, 1)}
}

// send queues a payload.
func (s *side) send(payload []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return errGone
	}
	if s.book.bytes+len(payload) > maxKept {
		return ErrBehind
	}
	s.book.add(bytes.Clone(payload))
	s.wakeWriter()
	return nil
}

// say queues a control line.
func (s *side) say(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sayLocked(line)
}

func (s *side) sayLocked(line string) {
	s.control = append(s.control, line)
	s.wakeWriter()
}

// wakeWriter wakes the writer.
func (s *side) wakeWriter() { signal(s.wake) }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// fill appends the frames to send now to an empty buffer.
func (s *side) fill(b []byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, line := range s.control {
		b = appendFrame(b, frame{ack: s.book.received, payload: []byte(line)})
	}
	s.control = s.control[:0]
	for !s.held && len(b) < maxWrite {
		f, ok := s.book.next()
		if !ok {
			break
		}
		b = appendFrame(b, f)
	}
	if s.writing = len(b) > 0; s.writing {
		s.unspoken = 0
	} else {
		signal(s.written)
	}
	return b
}

// flush waits, at most for the given time, until everything queued is written.
func (s *side) flush(within time.Duration) {
	timer := time.NewTimer(within)
	defer timer.Stop()
	for !s.idle() {
		select {
		case <-s.written:
		case <-timer.C:
			return
		}
	}
}

func (s *side) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.writing && len(s.control) == 0 && s.book.cursor == len(s.book.kept)
}

// take processes a received frame of this session, and reports whether its payload is the expected one.
func (s *side) take(f frame) (fresh bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.book.acknowledged(f.ack) {
		return false
	}
	if f.seq == 0 {
		s.asked = false
		if string(f.payload) == ctlRepeat {
			s.book.rewind()
			s.wakeWriter()
		}
		return false
	}
	switch s.book.accept(f.seq) {
	case ahead:
		s.repeat()
		return false
	case inOrder:
		s.asked = false
		fresh = true
	}
	if s.unspoken += len(f.payload); s.unspoken >= ackEvery {
		s.unspoken = 0
		s.sayLocked(ctlAck)
	}
	return fresh
}

// repeat asks the other end to send again from the first missing payload. The caller holds the lock.
func (s *side) repeat() {
	if !s.asked {
		s.asked = true
		s.sayLocked(ctlRepeat)
	}
}

// finish makes the side accept nothing more.
func (s *side) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
}
