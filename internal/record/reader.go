package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"firedrill/internal/regular"
)

// Limits on what is read, so that no file can exhaust the memory.
const (
	maxLine      = 4 << 10 // bytes of a line of samples.csv
	maxEventLine = 4 << 20 // bytes of a line of events.jsonl; the header contains the whole scenario file
	maxEvents    = 100_000
	blockSize    = 256 << 10
)

// Record is a record opened for reading: header and events are in memory, samples are streamed.
type Record struct {
	Dir    string
	Header Header
	Events []Event
}

// Open reads the header and the events of the record in dir. Errors name file and line. A record that ends in the
// middle of a line was cut short; everything before that line is read.
func Open(dir string) (*Record, error) {
	path := filepath.Join(dir, EventsFile)
	f, err := regular.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Bad(fmt.Errorf("no record in %q: %q is missing", dir, EventsFile))
	}
	if err != nil {
		return nil, Bad(fmt.Errorf("record: %w", err))
	}
	defer f.Close()
	r := &Record{Dir: dir}
	if err := r.readEvents(path, f); err != nil {
		return nil, Bad(err)
	}
	return r, nil
}

// End returns the event that closed the record, nil if it was cut short.
func (r *Record) End() *End {
	if n := len(r.Events); n > 0 {
		return r.Events[n-1].End
	}
	return nil
}

func (r *Record) readEvents(path string, f io.Reader) error {
	first := true
	lines := lineReader{path: path, r: f, max: maxEventLine}
	err := lines.each(func(line string) error {
		if first {
			first = false
			return r.readHeader(line)
		}
		return r.readEvent(line)
	})
	if err != nil {
		return err
	}
	if first {
		return fmt.Errorf("%s:1: header is missing", path)
	}
	if lines.rest != "" && r.End() != nil {
		return fmt.Errorf("%s:%d: line after the end is cut off", path, lines.number+1)
	}
	return nil
}

func (r *Record) readHeader(line string) error {
	// The version is read first: the header of another version may have any format.
	var v struct{ Schema string }
	if err := json.Unmarshal([]byte(line), &v); err != nil {
		return fmt.Errorf("header is not JSON: %w", err)
	}
	if v.Schema != Schema {
		return fmt.Errorf("record is of schema %q, this firedrill reads %q", clip(v.Schema), Schema)
	}
	if err := strictJSON(line, &r.Header); err != nil {
		return err
	}
	return r.Header.check()
}

func (h *Header) check() error {
	switch {
	case h.Schema != Schema:
		return fmt.Errorf("record is of schema %q, this firedrill reads %q", clip(h.Schema), Schema)
	case h.Run == "":
		return errors.New("header has no run")
	case h.Start.IsZero():
		return errors.New("header has no start")
	}
	return nil
}

func (r *Record) readEvent(line string) error {
	if r.End() != nil {
		return errors.New("line after the end")
	}
	if len(r.Events) == maxEvents {
		return fmt.Errorf("more than %d events", maxEvents)
	}
	var e Event
	if err := strictJSON(line, &e); err != nil {
		return err
	}
	if err := e.check(); err != nil {
		return err
	}
	r.Events = append(r.Events, e)
	return nil
}

func strictJSON(line string, v any) error {
	d := json.NewDecoder(strings.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("line is not what it should be: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one value on a line")
	}
	return nil
}

// Samples calls f with each sample in the file's order and stops at the first error. The sample is valid until f
// returns. Its RequestID references a large block of the file, so clone it to keep it.
func (r *Record) Samples(f func(*Sample) error) error {
	path := filepath.Join(r.Dir, SamplesFile)
	file, err := regular.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Bad(fmt.Errorf("no record in %q: %q is missing", r.Dir, SamplesFile))
	}
	if err != nil {
		return Bad(fmt.Errorf("record: %w", err))
	}
	defer file.Close()
	return Bad(readSamples(path, file, r.End() == nil, f))
}

// readSamples reads samples.csv. Only a record that was cut short may end in the middle of a line.
func readSamples(path string, file io.Reader, cutShort bool, f func(*Sample) error) error {
	p, s := newParser(), &Sample{}
	lines := lineReader{path: path, r: file, max: maxLine}
	first := true
	err := lines.each(func(line string) error {
		if first {
			first = false
			return p.head(line)
		}
		if err := p.parse(line, s); err != nil {
			return err
		}
		return f(s)
	})
	switch {
	case err != nil:
		return err
	case first:
		return fmt.Errorf("%s:1: line of columns is missing", path)
	case lines.rest != "" && !cutShort:
		return fmt.Errorf("%s:%d: line is cut off", path, lines.number+1)
	}
	return nil
}
