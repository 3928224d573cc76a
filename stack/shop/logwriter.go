package shop

import (
	"bufio"
	"io"
	"sync"
	"time"
)

// flushEvery bounds how far the log lags behind what happened.
const flushEvery = 100 * time.Millisecond

// logWriter gathers log lines, so that a busy shop makes ten writes a second and not one a request.
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

// Write takes one whole line, as slog's handlers hand it over.
func (w *logWriter) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(line)
}

// Close writes what is left and stops the flushing.
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
			w.flush() // a log that can't be written must not take the shop down
		case <-w.stop:
			return
		}
	}
}
