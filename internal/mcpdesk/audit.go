package mcpdesk

import (
	"encoding/json"
	"io"
	"sync"
	"time"
)

// Outcomes of a call.
const (
	done    = "ok"
	failed  = "error"   // what was asked for did not work, or can't be had now
	invalid = "invalid" // no such tool, or arguments that don't fit its schema
	refused = "refused" // the round was over, or a budget was used up
)

// Call is one line of the audit log.
type Call struct {
	Time      time.Time       `json:"time"`
	Step      int             `json:"step"` // 0 for a call that was not counted
	Tool      string          `json:"tool"`
	Arguments json.RawMessage `json:"arguments"`
	Seconds   float64         `json:"seconds"`
	Outcome   string          `json:"outcome"`
	Size      int             `json:"size"` // of the whole answer, in bytes, however much of it the first page showed
}

// audit writes calls down, one line each.
type audit struct {
	mu  sync.Mutex
	w   io.Writer
	err error // the first that writing met
}

func (a *audit) note(c Call) {
	if len(c.Arguments) == 0 {
		c.Arguments = json.RawMessage("{}")
	}
	line, err := json.Marshal(c)
	a.mu.Lock()
	defer a.mu.Unlock()
	if err == nil {
		_, err = a.w.Write(append(line, '\n'))
	}
	if a.err == nil {
		a.err = err
	}
}

func (a *audit) failure() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.err
}
