package prompt

import (
	"bytes"
	"io"
	"sync"
)

// Ctrl-C and Ctrl-D, and the replacements that the line editor gets: it would end for good on either.
const (
	ctrlC, ctrlD         = 0x03, 0x04
	editInterrupt, editD = 0x1e, 0x1f
)

// longestQueue bounds the stored type-ahead.
const longestQueue = 64 << 10

// keyboard buffers typed input. It reads the terminal even while no line is requested, so that Ctrl-C is noticed
// while a command runs.
type keyboard struct {
	interrupt func() // called for Ctrl-C outside of line editing

	mu      sync.Mutex
	more    *sync.Cond
	queue   []byte
	editing bool
	closed  bool
}

func newKeyboard(interrupt func()) *keyboard {
	k := &keyboard{interrupt: interrupt}
	k.more = sync.NewCond(&k.mu)
	return k
}

// edit marks that a line is being edited, until its end.
func (k *keyboard) edit() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.editing = true
}

// typed adds terminal input. Ctrl-C drops the unread input before it.
func (k *keyboard) typed(p []byte) {
	k.mu.Lock()
	interrupted := false
	for _, c := range p {
		switch {
		case c == ctrlC:
			k.queue = k.queue[:0]
			if !k.editing {
				interrupted = true
				continue
			}
			c = editInterrupt
		case c == ctrlD:
			c = editD
		case c == editInterrupt, c == editD:
			continue
		}
		if len(k.queue) < longestQueue {
			k.queue = append(k.queue, c)
		}
	}
	k.mu.Unlock()
	k.more.Broadcast()
	if interrupted {
		k.interrupt()
	}
}

// close ends Read.
func (k *keyboard) close() {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	k.more.Broadcast()
}

// Read reads at most to the end of a line, so that type-ahead stays buffered.
func (k *keyboard) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.queue) == 0 && !k.closed {
		k.more.Wait()
	}
	if len(k.queue) == 0 {
		return 0, io.EOF
	}
	end := len(k.queue)
	if at := bytes.IndexAny(k.queue, "\r\n"); at >= 0 {
		end = at + 1
	}
	n := copy(p, k.queue[:end])
	if p[n-1] == '\r' || p[n-1] == '\n' {
		k.editing = false
	}
	k.queue = k.queue[n:]
	return n, nil
}
