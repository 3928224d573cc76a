package link

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// maxLine bounds a line, so that a stream of other data cannot fill the memory.
const maxLine = 16 << 20

var errLongLine = final{fmt.Errorf("a line of the stream is longer than %d MiB", maxLine>>20)}

// lines reads a stream line by line and calls f for each, until the stream ends or f fails. A last line without a
// newline was cut, and is dropped. The slice is valid only during the call.
func lines(r io.Reader, f func(line []byte) error) error {
	b := bufio.NewReaderSize(r, 64<<10)
	var long []byte
	for {
		part, err := b.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			if long = append(long, part...); len(long) > maxLine {
				return errLongLine
			}
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		line := part
		if len(long) > 0 {
			long = append(long, part...)
			line = long
		}
		if err := f(line[:len(line)-1]); err != nil {
			return err
		}
		if long = long[:0]; cap(long) > maxWrite {
			long = nil
		}
	}
}

// pump writes queued frames until stop is closed or a write fails.
func (s *side) pump(w io.Writer, stop <-chan struct{}) error {
	var buf []byte
	for {
		if buf = s.fill(buf[:0]); len(buf) == 0 {
			select {
			case <-s.wake:
			case <-stop:
				return nil
			}
			continue
		}
		if _, err := w.Write(buf); err != nil {
			return err
		}
		if cap(buf) > 4*maxWrite {
			buf = nil
		}
	}
}
