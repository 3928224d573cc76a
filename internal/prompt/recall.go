package prompt

import "sync"

// longestRecall bounds the history.
const longestRecall = 500

// recall is the history for the arrow keys. It stores no empty lines, no immediate repetitions, and no answers to
// questions.
type recall struct {
	mu    sync.Mutex
	lines []string
	off   bool
}

func (r *recall) pause(off bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.off = off
}

// Add adds a line.
func (r *recall) Add(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.off || trim(line) == "" || len(r.lines) > 0 && r.lines[len(r.lines)-1] == line {
		return
	}
	r.lines = append(r.lines, line)
	if len(r.lines) > longestRecall {
		r.lines = r.lines[1:]
	}
}

// Len returns the number of lines.
func (r *recall) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.lines)
}

// At returns a line, counted from the last one, 0.
func (r *recall) At(i int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lines[len(r.lines)-1-i]
}
