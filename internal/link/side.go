package link

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	// maxKept bounds the payloads that wait to be acknowledged.
	maxKept = 32 << 20
	// maxWrite bounds how much one write gathers.
	maxWrite = 64 << 10
	// ackEvery is after how many received bytes an acknowledgement is sent by itself. Pings carry one, too.
	ackEvery = 64 << 10
)

// ErrBehind says that the other end takes in too little of what it is sent.
var ErrBehind = fmt.Errorf("the other end is %d MiB behind", maxKept>>20)

// errGone is what Send returns after the end.
var errGone = errors.New("the link has ended")

// Control lines. Each may be followed by words.
const (
	ctlOpen    = "open"    // near end: TOKEN ATTEMPT; opens a session
	ctlAgain   = "again"   // near end: TOKEN ATTEMPT; goes on with a session that was opened, on another stream
	ctlOpened  = "opened"  // far end: TOKEN ATTEMPT
	ctlUnknown = "unknown" // far end: TOKEN ATTEMPT; it has no such session
	ctlPing    = "ping"    // near end
	ctlAck     = "ack"     // both: the acknowledgement alone, also as the answer to a ping
	ctlRepeat  = "repeat"  // both: a payload is missing after the one that is acknowledged
	ctlEnd     = "end"     // near end: the session is over
	ctlEnded   = "ended"   // far end: so it is
)

// side is what both ends have in common.
type side struct {
	mu       sync.Mutex
	book     book
	control  []string      // to be sent ahead of payloads
	held     bool          // payloads wait: the other end has not said how far it has received
	asked    bool          // the other end was asked to repeat, and nothing came since
	unspoken int           // bytes received since the last acknowledgement was sent
	ended    bool          // nothing more is taken
	writing  bool          // the writer has something that it has not written yet
	wake     chan struct{} // tells the writer that there is something to send
	written  chan struct{} // tells that the writer has written all there was
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
	s.stir()
	return nil
}

// say queues a control line.
func (s *side) say(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.saying(line)
}

func (s *side) saying(line string) {
	s.control = append(s.control, line)
	s.stir()
}

// stir wakes the writer up.
func (s *side) stir() { signal(s.wake) }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// fill appends what is to be sent now to an empty buffer.
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

// flush waits until all that was queued is written, but not beyond a time.
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

// take accounts for a frame of this session that came, and says whether its payload is the next one.
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
			s.stir()
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
		s.saying(ctlAck)
	}
	return fresh
}

// repeat asks the other end to go back to what is missing. The caller holds the lock.
func (s *side) repeat() {
	if !s.asked {
		s.asked = true
		s.saying(ctlRepeat)
	}
}

// finish lets nothing more in.
func (s *side) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
}
