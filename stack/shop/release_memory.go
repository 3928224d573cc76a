package shop

import (
	"context"
	"sync"
)

// kept is leaked memory.
type kept struct {
	mu     sync.Mutex
	chunks [][]byte
}

// more leaks this many KiB and writes to each page of it: memory that is only allocated is not resident.
func (k *kept) more(kib uint32) {
	chunk := make([]byte, int(kib)<<10)
	for i := 0; i < len(chunk); i += 4096 {
		chunk[i] = 1
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.chunks = append(k.chunks, chunk)
}

// keeping leaks memory with every request.
func (s *shop) keeping(next handler) handler {
	return func(ctx context.Context, c *call) (reply, error) {
		s.kept.more(s.build.Amount)
		return next(ctx, c)
	}
}

// keepOn leaks memory in small steps until ctx ends.
func (s *shop) keepOn(ctx context.Context) {
	const steps = 10
	for pause(ctx, s.build.Period()/steps) {
		s.kept.more(max(s.build.Amount/steps, 1))
	}
}
