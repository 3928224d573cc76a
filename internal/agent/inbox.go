package agent

import (
	"fmt"
	"sync"
)

// maxInbox bounds what was received and is not handed on yet.
const maxInbox = 64 << 20

var errSlow = fmt.Errorf("samples come faster than they can be written down: %d MiB wait", maxInbox>>20)

// inbox holds the lines that came from an agent until they are handed on, so that a disk that stands still for a while does
// not keep the stream from being read.
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

// take returns what there is; nothing means that there will be no more, once over is closed.
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
			ended = true // what came before that is looked for once more
		}
	}
}
