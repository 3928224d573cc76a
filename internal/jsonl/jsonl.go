// Package jsonl reads files of JSON lines whose last line may be incomplete because the writing process was killed.
// Each line is one value. The files of a record have their own reader, which is strict, bounded and does not hold them
// in memory.
package jsonl

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Read returns the values of all complete lines. A last line without a newline is incomplete and left out. Without a
// complete line the list is empty, not nil. The error of an invalid line names its number.
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
