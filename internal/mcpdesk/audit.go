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
	failed  = "error"   // the request failed, or is not possible now
	invalid = "invalid" // unknown tool, or arguments that do not fit its schema
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
	Size      int             `json:"size"` // bytes of the whole answer, including later pages
}

// audit writes one line per call.
type audit struct {
	mu  sync.Mutex
	w   io.Writer
	err error // first write error
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
