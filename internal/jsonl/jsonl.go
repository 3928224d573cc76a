// Package jsonl reads files of JSON lines that a killed process may have left with an incomplete last line. Each line is one
// value. The files of a record have a reader of their own, which is strict, bounded and does not hold them in memory.
package jsonl

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Read returns the values of all complete lines. A last line without a line end was never written to its end and is left out.
// Without a complete line the list is empty, not nil. The error of a line that is not such a value names its number.
func Read[T any](r io.Reader) ([]T, error) {
	all := []T{}
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		var value T
		if err := json.Unmarshal(line, &value); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(all)+1, err)
		}
		all = append(all, value)
	}
}
