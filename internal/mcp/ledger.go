package mcp

import (
	"bytes"
	"os"
	"sync"
)

// AuditFile is the audit log of an agent's round, in the folder of its record.
const AuditFile = "audit.jsonl"

// ledger collects an audit log while the record is sealed: in memory, and in a file if one is named.
type ledger struct {
	mu   sync.Mutex
	text bytes.Buffer
	file *os.File // may be nil
}

func openLedger(path string) (*ledger, error) {
	if path == "" {
		return &ledger{}, nil
	}
	f, err := os.Create(path)
	return &ledger{file: f}, err
}

// Write appends a line.
func (l *ledger) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(line)
	if l.file == nil {
		return len(line), nil
	}
	return l.file.Write(line)
}

// contents returns the log so far.
func (l *ledger) contents() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.text.Bytes())
}

// Close closes the file.
func (l *ledger) Close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}
