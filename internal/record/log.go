package record

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"firedrill/internal/regular"
)

// LogsFile is the file of log lines of some failed requests in a record's directory. Older records and records without
// failed requests have none.
const LogsFile = "logs.jsonl"

// How a log line is matched to a request.
const (
	ByID   = "id"   // it contains the request's id
	ByTime = "time" // it was written during the request, by a service that does not log ids
)

// LogLine is a log line of a service that belongs to a request.
type LogLine struct {
	Seq     uint64 `json:"seq"`   // sequence number of the request's sample
	At      int64  `json:"at_us"` // when the engine received it, µs since the record's start; services buffer lines for up to 0.2 s
	Service string `json:"service"`
	By      string `json:"by"`
	Line    string `json:"line"`
}

// Limits of the stored logs.
const (
	MaxLogLines = 2000
	MaxLogLine  = 2 << 10 // bytes
)

// WriteLogs writes log lines into a record's directory.
func WriteLogs(dir string, lines []LogLine) error {
	f, err := createNew(filepath.Join(dir, LogsFile))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range lines {
		err = errors.Join(err, e.Encode(&lines[i]))
	}
	return errors.Join(err, w.Flush(), f.Close())
}

// Logs returns the log lines of failed requests in their written order. A record may have none.
func (r *Record) Logs() ([]LogLine, error) {
	path := filepath.Join(r.Dir, LogsFile)
	f, err := regular.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	defer f.Close()
	var all []LogLine
	lines := lineReader{path: path, r: f, max: 8 * MaxLogLine}
	err = lines.each(func(line string) error {
		if len(all) == MaxLogLines {
			return fmt.Errorf("more than %d lines", MaxLogLines)
		}
		var l LogLine
		if err := strictJSON(line, &l); err != nil {
			return err
		}
		if l.Service == "" || len(l.Service) > maxText || (l.By != ByID && l.By != ByTime) || l.At < -maxTime || l.At > maxTime {
			return errors.New("line is of no service, no time, or joined in no known way")
		}
		all = append(all, l)
		return nil
	})
	return all, Bad(err)
}
