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

	"firedrill/internal/link"
)

const (
	// undoTime bounds each step of taking back.
	undoTime = 5 * time.Second
	// unwindTime bounds the wait for operations that were cut short, before taking back begins.
	unwindTime = 3 * time.Second
	// flushTime bounds the wait for the last words to be written.
	flushTime = 500 * time.Millisecond
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
	// Workloads are what the users of each kind of stack do, by the name that a plan gives; "" is the default.
	Workloads map[string]Workload
}

// Serve plays the agent until the controller says bye or closes its client, the input ends, the lease runs out or the
// context is done. A stream that breaks on its way to the controller is none of these: what the agent has to say is kept
// until the controller is back. Then it takes back what its operations did, newest first, and returns why it ended, nil
// where that is the controller's will, joined with what could not be taken back. It closes stdin and stdout where they can
// be closed.
func Serve(ctx context.Context, stdin io.Reader, stdout io.Writer, opts Options) error {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(memoryLimit))
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	s := &server{ops: builtin(opts), end: end, lease: newLease(func() { end(errLease) })}
	defer s.lease.stop()
	s.far = link.Answer(func(line []byte) error { return s.receive(ctx, line) }, s.lease.renew)
	s.session = &Session{out: &outlet{s.far, end}, workloads: opts.Workloads}
	reading, writing := make(chan struct{}), make(chan struct{})
	go func() { defer close(reading); s.read(stdin) }()
	go func() { defer close(writing); s.write(stdout) }()
	<-ctx.Done()
	why := context.Cause(ctx)
	bye := errors.Is(why, errBye)
	shut(stdin)
	if !bye {
		s.far.Flush(flushTime)
		s.silence(stdout, writing)
	}
	bounded(flushTime, func() { <-reading }) // an input that is no pipe of ours stays blocked, and is not waited for
	bounded(unwindTime, s.running.Wait)
	undone := s.session.takeBack(context.WithoutCancel(ctx))
	if bye {
		s.answer(s.byeID, nil, undone)
		s.far.Flush(flushTime)
		s.silence(stdout, writing)
	}
	if bye || errors.Is(why, errStreamEnded) || errors.Is(why, link.ErrEnded) {
		why = nil
	}
	return errors.Join(why, undone)
}

// server is one run of Serve.
type server struct {
	session *Session
	far     *link.Far
	ops     map[string]Op
	end     context.CancelCauseFunc
	lease   *lease
	running sync.WaitGroup
	byeID   uint64 // set before the context ends with errBye
}

// read takes requests until the controller ends the session.
func (s *server) read(stdin io.Reader) {
	err := s.far.Read(stdin)
	if err == nil {
		err = errStreamEnded
	}
	s.end(err)
}

// write sends what there is to say. An output that takes nothing more was closed by whoever reads it.
func (s *server) write(stdout io.Writer) {
	if err := s.far.Write(stdout); err != nil {
		s.end(fmt.Errorf("write to the controller: %w", err))
	}
}

// silence ends the writing. Whoever is blocked in it returns, as far as the output can be closed.
func (s *server) silence(stdout io.Writer, writing <-chan struct{}) {
	s.far.Stop()
	shut(stdout)
	bounded(flushTime, func() { <-writing })
}

// receive takes one request, and runs it beside the others.
func (s *server) receive(ctx context.Context, line []byte) error {
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
	s.session.out.write(reply)
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
