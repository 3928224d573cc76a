package agent

import (
	"context"
	"net"
	"time"
)

// ping sends requests over one connection at their due times, and measures each reply. It starts after a delay, so
// that connections take turns.
func ping(ctx context.Context, q ReachRequest, after time.Duration) ([]time.Duration, error) {
	c, err := (&net.Dialer{Timeout: q.Within}).DialContext(ctx, "tcp", q.Address)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	took := make([]time.Duration, 0, q.Pings)
	due := time.Now().Add(after)
	for range q.Pings {
		select {
		case <-time.After(time.Until(due)):
		case <-ctx.Done():
			return took, ctx.Err()
		}
		if err := c.SetDeadline(time.Now().Add(q.Within)); err != nil {
			return took, err
		}
		sent := time.Now()
		if err := talk(c, q.Address); err != nil {
			return took, err
		}
		took = append(took, time.Since(sent))
		drainLine(c)
		due = due.Add(q.Every)
	}
	return took, nil
}

// drainLine reads the rest of a reply after its first byte.
func drainLine(c net.Conn) {
	b := make([]byte, 512)
	for {
		n, err := c.Read(b)
		if err != nil || n < len(b) {
			return
		}
	}
}
