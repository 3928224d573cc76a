package agent

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// maxLine bounds a line, so that a stream of something else cannot fill the memory.
const maxLine = 16 << 20

var errLongLine = errors.New("a line of the stream is too long")

// lines reads a stream line by line and hands each to f, until the stream ends or f fails. The line is f's only during
// the call.
func lines(r io.Reader, f func(line []byte) error) error {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 64<<10), maxLine)
	for scanner.Scan() {
		if err := f(scanner.Bytes()); err != nil {
			return err
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return errLongLine
	}
	return scanner.Err()
}

// lineWriter writes values as lines of JSON, one whole line at a time.
type lineWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lineWriter) write(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err = l.w.Write(append(line, '\n'))
	return err
}

// decode reads a body into v; a body that is missing leaves it as it is.
func decode(body json.RawMessage, v any) error {
	if len(body) == 0 {
		return nil
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("the body: %w", err)
	}
	return nil
}
