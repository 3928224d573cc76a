package agent

import (
	"fmt"
	"sync"
)

// maxInbox bounds the bytes that are received but not delivered.
const maxInbox = 64 << 20

var errSlow = fmt.Errorf("samples come faster than they can be written down: %d MiB wait", maxInbox>>20)

// inbox buffers the lines of an agent until they are delivered, so that a stalled disk does not block reading of the
// stream.
type inbox struct {
	mu    sync.Mutex
	lines [][]byte
	bytes int
	wake  chan struct{}
}

func (b *inbox) put(line []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bytes += len(line); b.bytes > maxInbox {
		return errSlow
	}
	b.lines = append(b.lines, line)
	select {
	case b.wake <- struct{}{}:
	default:
	}
	return nil
}

// take returns the buffered lines. An empty result means that no more will come, once over is closed.
func (b *inbox) take(over <-chan struct{}) [][]byte {
	for ended := false; ; {
		b.mu.Lock()
		all := b.lines
		b.lines, b.bytes = nil, 0
		b.mu.Unlock()
		if len(all) > 0 || ended {
			return all
		}
		select {
		case <-b.wake:
		case <-over:
			ended = true // check once more for lines that arrived before
		}
	}
}
