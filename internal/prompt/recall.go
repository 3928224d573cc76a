package prompt

import "sync"

// longestRecall bounds the lines that are kept for the arrow keys.
const longestRecall = 500

// recall keeps the lines of a session, for the arrow keys: neither empty ones, nor one twice in a row, nor answers to
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

// Add keeps a line.
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

// Len is how many lines are kept.
func (r *recall) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.lines)
}

// At is a line, the last 0.
func (r *recall) At(i int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lines[len(r.lines)-1-i]
}
