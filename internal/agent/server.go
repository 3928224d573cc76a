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
	// undoTime bounds each revert.
	undoTime = 5 * time.Second
	// unwindTime bounds the wait for interrupted operations, before the reverts begin.
	unwindTime = 3 * time.Second
	// flushTime bounds the wait for the last output to be written.
	flushTime = 500 * time.Millisecond
	// gcPercent trades memory for processor time, which is scarcer in the lab.
	gcPercent = 400
	// memoryLimit ends that trade below the memory limit of the agent's container.
	memoryLimit = 192 << 20
)

// Reasons for which an agent ends.
var (
	errStreamEnded = errors.New("the stream from the controller ended")
	errLease       = fmt.Errorf("no message from the controller for %v", LeaseTime)
	errBye         = errors.New("bye")
)

// Op executes one operation. Its result becomes the reply's body. Operations run concurrently; the context ends with
// the agent. An operation whose effect outlives the call registers its undo with Session.OnExit.
type Op func(ctx context.Context, s *Session, body json.RawMessage) (any, error)

// Options are the options of Serve.
type Options struct {
	Version string        // firedrill version, for hello
	Ops     map[string]Op // operations of other packages, by name
	// Workloads are the user behaviours by the name in a plan; "" is the default.
	Workloads map[string]Workload
}

// Serve runs the agent until the controller sends bye or closes its client, the input ends, the lease expires, or the
// context ends. A stream that breaks between agent and controller does not end it: the agent buffers its output until
// the controller is back. At the end it reverts its operations, newest first. It returns why it ended (nil if the
// controller ended it), joined with what could not be reverted. It closes stdin and stdout if possible.
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
	bounded(flushTime, func() { <-reading }) // an input that is not a pipe stays blocked; do not wait for it
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

// read reads requests until the controller ends the session.
func (s *server) read(stdin io.Reader) {
	err := s.far.Read(stdin)
	if err == nil {
		err = errStreamEnded
	}
	s.end(err)
}

// write writes pending output. If a write fails, the reader has closed the output.
func (s *server) write(stdout io.Writer) {
	if err := s.far.Write(stdout); err != nil {
		s.end(fmt.Errorf("write to the controller: %w", err))
	}
}

// silence ends the writer. Closing the output unblocks a blocked write, if it can be closed.
func (s *server) silence(stdout io.Writer, writing <-chan struct{}) {
	s.far.Stop()
	shut(stdout)
	bounded(flushTime, func() { <-writing })
}

// receive decodes one request, and runs it concurrently with the others.
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

// shut closes a stream if it can be closed, to unblock its readers and writers.
func shut(stream any) {
	if c, ok := stream.(io.Closer); ok {
		c.Close()
	}
}

// bounded waits for f for a limited time: a read of a standard input that is not a pipe cannot be interrupted, and
// ends with the process.
func bounded(within time.Duration, f func()) {
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(within):
	}
}
