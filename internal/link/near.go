package link

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Stream is one stream to the far end. Close unblocks reads and writes.
type Stream = io.ReadWriteCloser

// Resumable is a stream that can be replaced by another one to the same far end.
type Resumable interface {
	// Resume opens the other stream. An error with a method Final that returns true means that no retry can succeed.
	Resume(ctx context.Context) (io.ReadWriteCloser, error)
}

// Options are the options of a near end.
type Options struct {
	// Receive is called for each payload, in order, from one goroutine. It may keep the slice. An error ends the
	// link.
	Receive func(payload []byte) error
	// Resumed is called after each break that ended; may be nil.
	Resumed func(Break)
	Ping    time.Duration // ping interval
	Lease   time.Duration // how long the far end may be silent before the link ends
}

// Break is a period without a stream.
type Break struct {
	Took time.Duration
	Why  error // why the stream was abandoned
}

const (
	// checksPerPing is the number of checks for received data per ping interval.
	checksPerPing = 2
	// silentChecks is the number of successive checks without data after which the stream is replaced, if possible.
	silentChecks = 2 * checksPerPing
	// tryTime bounds one attempt to replace a stream.
	tryTime = 3 * time.Second
	// tryPause is the wait between two attempts.
	tryPause = 100 * time.Millisecond
	// endTime bounds the wait for the far end's confirmation that the session has ended.
	endTime = time.Second
)

// Reasons for which a link ends.
var (
	ErrClosed  = errors.New("it was closed")
	errEOF     = errors.New("its output ended")
	errUnknown = errors.New("the agent was restarted and has lost its state")
)

// Near is the controller's end of a link.
type Near struct {
	side
	options Options
	token   string

	heard   atomic.Uint64 // frames received
	missed  int           // successive checks without data; owned by the running goroutine
	opened  bool          // the far end knows the session; owned by the reading goroutine
	broken  atomic.Pointer[broken]
	goodbye chan struct{} // closed when the far end has confirmed the end of the session

	ctx    context.Context
	cancel context.CancelFunc // closes the link
	dead   chan struct{}      // closed at the end; why is set before
	why    error
}

// broken is the current break.
type broken struct {
	at  time.Time
	why error
}

// Open starts a session over a stream. The link owns the stream.
func Open(s Stream, o Options) *Near {
	n := &Near{side: newSide(), options: o, token: rand.Text(), goodbye: make(chan struct{}), dead: make(chan struct{})}
	n.ctx, n.cancel = context.WithCancel(context.Background())
	go n.run(s)
	return n
}

// Send queues a payload. It never waits for the stream.
func (n *Near) Send(payload []byte) error { return n.send(payload) }

// Done is closed when the link has ended and nothing more will be received.
func (n *Near) Done() <-chan struct{} { return n.dead }

// Err returns why the link ended. Call it after Done.
func (n *Near) Err() error { return n.why }

// Broken returns how long there has been no stream, and why; zero while there is one.
func (n *Near) Broken() Break {
	if b := n.broken.Load(); b != nil {
		return Break{Took: time.Since(b.at), Why: b.why}
	}
	return Break{}
}

// Close ends the session and tells the far end, if there is a stream. It waits for all goroutines of the link.
func (n *Near) Close() {
	n.cancel()
	<-n.dead
}

func (n *Near) run(s Stream) {
	defer close(n.dead)
	defer n.finish()
	defer n.cancel()
	for attempt := 1; ; attempt++ {
		why := n.use(s, attempt)
		if n.ctx.Err() != nil {
			n.why = ErrClosed
			return
		}
		n.broken.CompareAndSwap(nil, &broken{time.Now(), why})
		next, err := n.replace(s, why)
		if err != nil {
			n.why = err
			return
		}
		s = next
	}
}

// use sends and receives over one stream until it breaks, and returns why it did.
func (n *Near) use(s Stream, attempt int) error {
	n.begin(attempt)
	stop := make(chan struct{})
	ends := make(chan error, 2)
	var both sync.WaitGroup
	both.Go(func() { ends <- n.read(s, attempt) })
	both.Go(func() { ends <- n.write(s, stop) })
	_, resumable := s.(Resumable)
	why := n.attend(ends, attempt, resumable)
	close(stop)
	s.Close()
	both.Wait()
	return why
}

// begin drops control lines queued for the previous stream, and asks the far end which payload it received last.
func (n *Near) begin(attempt int) {
	n.mu.Lock()
	n.held, n.asked, n.control = true, false, nil
	n.mu.Unlock()
	n.requestOpen(attempt)
}

// requestOpen asks the far end to continue over this stream, until it has confirmed.
func (n *Near) requestOpen(attempt int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.held {
		return
	}
	verb := ctlOpen
	if n.opened {
		verb = ctlAgain
	}
	n.sayLocked(fmt.Sprintf("%s %s %d", verb, n.token, attempt))
}

// write sends over one stream. The far end may have an incomplete line of the previous stream, so a newline goes
// first.
func (n *Near) write(s Stream, stop <-chan struct{}) error {
	if _, err := io.WriteString(s, "\n"); err != nil {
		return err
	}
	return n.pump(s, stop)
}

// attend pings until the stream breaks, is silent for too long, or the link is closed.
func (n *Near) attend(ends <-chan error, attempt int, resumable bool) error {
	tick := time.NewTicker(n.options.Ping / checksPerPing)
	defer tick.Stop()
	silent, heard := 0, n.heard.Load()
	for checks := 1; ; checks++ {
		select {
		case err := <-ends:
			if err == nil {
				err = errEOF
			}
			return err
		case <-n.ctx.Done():
			n.farewell(ends)
			return ErrClosed
		case <-tick.C:
		}
		// Count checks, not time: if this process was stalled, the elapsed time does not show that the far end was
		// silent.
		if now := n.heard.Load(); now != heard {
			heard, silent, n.missed = now, 0, 0
		} else {
			silent, n.missed = silent+1, n.missed+1
		}
		if n.missed >= n.patience() || resumable && silent >= silentChecks {
			return fmt.Errorf("no answer for %v", time.Duration(silent)*n.options.Ping/checksPerPing)
		}
		n.requestOpen(attempt)
		if checks%checksPerPing == 0 {
			n.say(ctlPing)
		}
	}
}

// patience is the lease as a number of checks.
func (n *Near) patience() int { return int(n.options.Lease / (n.options.Ping / checksPerPing)) }

// farewell tells the far end that the session has ended.
func (n *Near) farewell(ends <-chan error) {
	n.say(ctlEnd)
	select {
	case <-n.goodbye:
	case <-ends:
	case <-time.After(endTime):
	}
}

// read processes the input of one stream.
func (n *Near) read(s Stream, attempt int) error {
	up := false
	return lines(s, func(line []byte) error {
		f, ok := parseFrame(line)
		if !ok {
			if up { // before, it may be the rest of a line that began on another stream
				n.mu.Lock()
				n.repeat()
				n.mu.Unlock()
			}
			return nil
		}
		n.heard.Add(1)
		if f.seq == 0 {
			now, err := n.handleControl(f, attempt)
			up = up || now
			return err
		}
		if !n.take(f) {
			return nil
		}
		if err := n.options.Receive(bytes.Clone(f.payload)); err != nil {
			return final{err}
		}
		return nil
	})
}

// handleControl handles a control line, and reports whether it opens this stream.
func (n *Near) handleControl(f frame, attempt int) (up bool, err error) {
	switch string(f.payload) {
	case fmt.Sprintf("%s %s %d", ctlOpened, n.token, attempt):
		n.resend(f)
		return true, nil
	case fmt.Sprintf("%s %s %d", ctlUnknown, n.token, attempt):
		return false, final{errUnknown}
	case ctlEnded:
		select {
		case <-n.goodbye:
		default:
			close(n.goodbye)
		}
		return false, nil
	}
	n.take(f)
	return false, nil
}

// resend sends again what the far end has not received.
func (n *Near) resend(f frame) {
	n.mu.Lock()
	n.book.acknowledged(f.ack)
	n.book.rewind()
	n.held, n.opened = false, true
	n.wakeWriter()
	n.mu.Unlock()
	if b := n.broken.Swap(nil); b != nil && n.options.Resumed != nil {
		n.options.Resumed(Break{Took: time.Since(b.at), Why: b.why})
	}
}

// final marks an error after which no retry can succeed.
type final struct{ error }

func (f final) Unwrap() error { return f.error }
func (final) Final() bool     { return true }

func isFinal(err error) bool {
	f, ok := errors.AsType[interface {
		error
		Final() bool
	}](err)
	return ok && f.Final()
}

// replace opens a new stream after one broke, within the rest of the lease.
func (n *Near) replace(old Stream, why error) (Stream, error) {
	r, ok := old.(Resumable)
	if !ok || isFinal(why) || n.missed >= n.patience() {
		return nil, why
	}
	began := time.Now()
	left := n.options.Lease - time.Duration(n.missed)*n.options.Ping/checksPerPing
	for {
		ctx, cancel := context.WithTimeout(n.ctx, tryTime)
		s, err := r.Resume(ctx)
		cancel()
		took := time.Since(began)
		switch {
		case err == nil:
			n.missed += int(took / (n.options.Ping / checksPerPing))
			return s, nil
		case n.ctx.Err() != nil:
			return nil, ErrClosed
		case isFinal(err):
			return nil, err
		case took > left:
			return nil, fmt.Errorf("%w, and no way back to it for %v: %w", why, took.Round(time.Second), err)
		}
		select {
		case <-time.After(tryPause):
		case <-n.ctx.Done():
			return nil, ErrClosed
		}
	}
}
