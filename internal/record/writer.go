package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// Files of a record, in its directory.
const (
	EventsFile  = "events.jsonl"
	SamplesFile = "samples.csv"
)

// flushAt is the number of buffered bytes of samples after which they are written: about 600 samples.
const flushAt = 64 << 10

// Writer writes one record. It is safe for concurrent use. Only whole lines are written to the files, so that after a
// crash the record reads up to that point and is marked as cut short.
type Writer struct {
	mu      sync.Mutex
	events  *os.File
	samples *os.File
	gauges  *os.File // nil before the first gauge
	dir     string
	buf     []byte
	err     error // first error; nothing is written after it
}

// Create begins a record in dir and creates the directory if it is missing. It refuses a directory that already holds a
// record.
func Create(dir string, h Header) (*Writer, error) {
	if h.Schema == "" {
		h.Schema = Schema
	}
	if err := h.check(); err != nil {
		return nil, fmt.Errorf("record %q: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	events, err := createNew(filepath.Join(dir, EventsFile))
	if err != nil {
		return nil, err
	}
	samples, err := createNew(filepath.Join(dir, SamplesFile))
	if err != nil {
		return nil, errors.Join(err, events.Close())
	}
	w := &Writer{events: events, samples: samples, dir: dir, buf: make([]byte, 0, flushAt+maxLine)}
	w.writeJSON(h)
	w.buf = append(append(w.buf, Columns...), '\n')
	if err := w.Flush(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

func createNew(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	return f, nil
}

// Sample adds samples in the order in which they completed. A sample that cannot be stored is an error, and the record
// accepts no more after it.
func (w *Writer) Sample(samples ...Sample) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range samples {
		if w.err != nil {
			break
		}
		if err := samples[i].check(); err != nil {
			w.err = fmt.Errorf("record: sample %d: %w", samples[i].Seq, err)
			break
		}
		w.buf = AppendCSV(w.buf, &samples[i])
		if len(w.buf) >= flushAt {
			w.flush()
		}
	}
	return w.err
}

// Event adds an event and writes it at once, after the samples before it.
func (w *Writer) Event(e Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	kind, err := e.kind()
	if err == nil {
		e.Type = kind
		err = e.check()
	}
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("record: %w", err)
	}
	w.flush()
	w.writeJSON(e)
	return w.err
}

// Flush writes the buffered samples to the files. Call it about once per second, so that a crash loses no more than
// that.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flush()
	return w.err
}

// Close writes the buffered samples and closes the files. It returns the first error of the writer.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flush()
	err := errors.Join(w.err, w.samples.Close(), w.events.Close())
	if w.gauges != nil {
		err = errors.Join(err, w.gauges.Close())
	}
	w.err = os.ErrClosed
	return err
}

func (w *Writer) flush() {
	if w.err != nil || len(w.buf) == 0 {
		return
	}
	_, w.err = w.samples.Write(w.buf)
	w.buf = w.buf[:0]
}

func (w *Writer) writeJSON(v any) {
	if w.err != nil {
		return
	}
	line, err := json.Marshal(v)
	if err != nil {
		w.err = fmt.Errorf("record: %w", err)
		return
	}
	if len(line) > maxEventLine {
		w.err = fmt.Errorf("record: line of %d bytes is longer than %d", len(line), maxEventLine)
		return
	}
	_, w.err = w.events.Write(append(line, '\n'))
}
