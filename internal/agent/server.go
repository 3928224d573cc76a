package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"
)

const (
	// undoTime bounds each step of taking back.
	undoTime = 5 * time.Second
	// unwindTime bounds the wait for operations that were cut short, before taking back begins.
	unwindTime = 3 * time.Second
	// gcPercent trades memory for processor time, which the lab needs more.
	gcPercent = 400
	// memoryLimit is where that ends: below what the agent's container may have.
	memoryLimit = 192 << 20
)

// Why an agent ends.
var (
	errStreamEnded = errors.New("the stream from the controller ended")
	errLease       = fmt.Errorf("no word from the controller for %v", LeaseTime)
	errBye         = errors.New("bye")
)

// Op answers one operation. What it returns becomes the reply's body. It runs beside others; the context ends with the
// agent. What it changes for longer than the call, it hands to Session.OnExit how to take back.
type Op func(ctx context.Context, s *Session, body json.RawMessage) (any, error)

// Options are what Serve can be told.
type Options struct {
	Version string        // of firedrill, for hello
	Ops     map[string]Op // operations besides those of this package, by name
}

// Serve plays the agent until the controller says bye, the stream ends, the lease runs out or the context is done.
// Then it takes back what its operations did, newest first, and returns why it ended, nil after bye and the end of the
// stream, joined with what could not be taken back. It closes stdin and stdout where they can be closed.
func Serve(ctx context.Context, stdin io.Reader, stdout io.Writer, opts Options) error {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(memoryLimit))
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	s := &server{
		session: &Session{out: &lineWriter{w: stdout}},
		ops:     builtin(opts),
		end:     end,
		lease:   time.AfterFunc(LeaseTime, func() { end(errLease) }),
	}
	defer s.lease.Stop()
	reading := make(chan struct{})
	go func() { defer close(reading); s.read(ctx, stdin) }()
	<-ctx.Done()
	why := context.Cause(ctx)
	bye := errors.Is(why, errBye)
	shut(stdin)
	if !bye {
		shut(stdout) // nobody reads it: whoever writes must not hang
	}
	bounded(unwindTime, func() { <-reading; s.running.Wait() })
	undone := s.session.takeBack(context.WithoutCancel(ctx))
	if bye {
		s.answer(s.byeID, nil, undone)
		shut(stdout)
	}
	if bye || errors.Is(why, errStreamEnded) {
		why = nil
	}
	return errors.Join(why, undone)
}

// server is one run of Serve.
type server struct {
	session *Session
	ops     map[string]Op
	end     context.CancelCauseFunc
	lease   *time.Timer
	running sync.WaitGroup
	byeID   uint64 // set before the context ends with errBye
}

func (s *server) read(ctx context.Context, stdin io.Reader) {
	err := lines(stdin, func(line []byte) error {
		s.lease.Reset(LeaseTime)
		var r Request
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("a line of the stream: %w", err)
		}
		if r.Op == OpBye {
			s.byeID = r.ID
			return errBye
		}
		s.running.Go(func() { s.run(ctx, r) })
		return nil
	})
	if err == nil {
		err = errStreamEnded
	}
	s.end(err)
}

// run answers one request.
func (s *server) run(ctx context.Context, r Request) {
	op, ok := s.ops[r.Op]
	if !ok {
		s.answer(r.ID, nil, fmt.Errorf("the agent knows no operation %q", r.Op))
		return
	}
	body, err := op(ctx, s.session, r.Body)
	s.answer(r.ID, body, err)
}

func (s *server) answer(id uint64, body any, err error) {
	reply := Reply{ID: id}
	if err == nil && body != nil {
		reply.Body, err = json.Marshal(body)
	}
	if err != nil {
		reply.Error = err.Error()
	}
	if err := s.session.out.write(reply); err != nil {
		s.end(fmt.Errorf("write to the controller: %w", err))
	}
}

// shut closes a stream that can be closed, so that who is blocked on it returns.
func shut(stream any) {
	if c, ok := stream.(io.Closer); ok {
		c.Close()
	}
}

// bounded waits for f, at most for a while: a read of a standard input that is no pipe cannot be called off, and ends with
// the process.
func bounded(within time.Duration, f func()) {
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(within):
	}
}
