package shop

import (
	"context"
	"sync"
)

// kept is memory that nobody will ask for again.
type kept struct {
	mu     sync.Mutex
	chunks [][]byte
}

// more keeps so many KiB more, each page of them written to: what is only asked for takes no memory.
func (k *kept) more(kib uint32) {
	chunk := make([]byte, int(kib)<<10)
	for i := 0; i < len(chunk); i += 4096 {
		chunk[i] = 1
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.chunks = append(k.chunks, chunk)
}

// keeping keeps something of every request.
func (s *shop) keeping(next handler) handler {
	return func(ctx context.Context, c *call) (reply, error) {
		s.kept.more(s.build.Amount)
		return next(ctx, c)
	}
}

// keepOn keeps more and more until ctx ends, in small steps.
func (s *shop) keepOn(ctx context.Context) {
	const steps = 10
	for pause(ctx, s.build.Period()/steps) {
		s.kept.more(max(s.build.Amount/steps, 1))
	}
}
