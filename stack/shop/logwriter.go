package shop

import (
	"bufio"
	"io"
	"sync"
	"time"
)

// flushEvery is the maximum delay of log lines.
const flushEvery = 100 * time.Millisecond

// logWriter buffers log lines, so that a busy shop makes ten writes per second and not one per request.
type logWriter struct {
	mu   sync.Mutex
	buf  *bufio.Writer
	stop chan struct{}
	done chan struct{}
}

func newLogWriter(out io.Writer) *logWriter {
	w := &logWriter{buf: bufio.NewWriterSize(out, 64<<10), stop: make(chan struct{}), done: make(chan struct{})}
	go w.flushLoop()
	return w
}

// Write takes one whole line, as slog's handlers pass it.
func (w *logWriter) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(line)
}

// Close writes the buffered lines and stops the flushing.
func (w *logWriter) Close() error {
	close(w.stop)
	<-w.done
	return w.flush()
}

func (w *logWriter) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Flush()
}

func (w *logWriter) flushLoop() {
	defer close(w.done)
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			w.flush() // a failing log must not stop the shop
		case <-w.stop:
			return
		}
	}
}
