package engine

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"
)

// Stream is the standard input and output of an attached container, or of a program started in one. It keeps the last
// part of standard error for error messages.
type Stream struct {
	conn   types.HijackedResponse
	out    *io.PipeReader
	stderr *tail
	target attachment // zero for a program in a container
	done   chan struct{}
	once   sync.Once
}

// attachment is the container that a stream is attached to.
type attachment struct {
	engine    *Engine
	container string
	resumable bool // standard input stays open when the stream ends
}

func (e *Engine) attach(ctx context.Context, target attachment, stderr *tail) (*Stream, error) {
	var conn types.HijackedResponse
	err := e.again(ctx, call{what: about("attach to", target.container), once: true, do: func(ctx context.Context) (err error) {
		conn, err = e.docker.ContainerAttach(ctx, target.container, container.AttachOptions{Stream: true, Stdin: true, Stdout: true, Stderr: true})
		return err
	}})
	if err != nil {
		return nil, err
	}
	return newStream(conn, target, stderr), nil
}

func newStream(conn types.HijackedResponse, target attachment, stderr *tail) *Stream {
	r, w := io.Pipe()
	s := &Stream{conn: conn, out: r, stderr: stderr, target: target, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		_, err := stdcopy.StdCopy(w, s.stderr, conn.Reader)
		w.CloseWithError(err) // a nil error reads as io.EOF
	}()
	return s
}

// Resume attaches to the container again after this stream broke. Output written in between is lost. A final error
// reports that the container ended, or that its input ended with the stream.
func (s *Stream) Resume(ctx context.Context) (io.ReadWriteCloser, error) {
	e := s.target.engine
	if e == nil {
		return nil, errNotResumable
	}
	now, err := e.Inspect(ctx, s.target.container)
	if err != nil {
		return nil, err
	}
	if now.Status != statusRunning && now.Status != statusPaused {
		return nil, e.ending(ctx, s.target.container, s.Stderr())
	}
	if !s.target.resumable {
		return nil, errNotResumable
	}
	next, err := e.attach(ctx, s.target, s.stderr)
	if err != nil {
		return nil, err
	}
	return next, nil
}

// Read reads the container's standard output.
func (s *Stream) Read(p []byte) (int, error) { return s.out.Read(p) }

// Write writes to the container's standard input.
func (s *Stream) Write(p []byte) (int, error) { return s.conn.Conn.Write(p) }

// Stderr returns the last part of the container's standard error.
func (s *Stream) Stderr() string { return s.stderr.String() }

// Close ends the container's standard input, and with it everything that depends on this lease.
func (s *Stream) Close() error {
	s.once.Do(func() {
		s.conn.Close()
		s.out.Close()
		<-s.done
	})
	return nil
}

// tail keeps the last bytes written to it.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

const tailSize = 16 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(p)
	if over := t.buf.Len() - tailSize; over > 0 {
		t.buf.Next(over)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
