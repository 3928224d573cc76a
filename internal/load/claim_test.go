package load

import (
	"context"
	"errors"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slowDialPool's dials take a second each, and give pipes that nobody holds the other end of.
func slowDialPool() (p *pool, dials *atomic.Int64) {
	dials = new(atomic.Int64)
	d := &dialer{host: "127.0.0.1", port: "80"}
	d.open = func(ctx context.Context, _, _ string) (net.Conn, error) {
		dials.Add(1)
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		c, _ := net.Pipe()
		return c, nil
	}
	return &pool{dialer: d, open: map[*conn]struct{}{}}, dials
}

func TestFewConnectionsServeManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, dials := slowDialPool()
		defer p.close()
		done := make(chan error, 500)
		for range 500 {
			go func() {
				c, _, err := p.acquire(t.Context(), time.Now().Add(time.Minute))
				if err == nil {
					time.Sleep(time.Millisecond) // a request
					p.keep(c, time.Now())
				}
				done <- err
			}()
			synctest.Wait()
		}
		for range 500 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		time.Sleep(2 * time.Second) // for dials that nobody waits for any more
		if dials.Load() > 2*maxDialing {
			t.Errorf("500 requests at once opened %d connections, at most %d of them at once", dials.Load(), maxDialing)
		}
		if len(p.waiting) != 0 || p.dialing != 0 {
			t.Errorf("%d wait and %d dial at the end", len(p.waiting), p.dialing)
		}
	})
}

func TestWaitForAConnectionEndsAtTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := slowDialPool()
		defer p.close()
		p.dialing = maxDialing
		start := time.Now()
		_, _, err := p.acquire(t.Context(), start.Add(100*time.Millisecond))
		if !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(start) != 100*time.Millisecond || len(p.waiting) != 0 {
			t.Errorf("after %v: %v, %d waiting", time.Since(start), err, len(p.waiting))
		}
	})
}

func TestLeaveToDialIsPassedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, dials := slowDialPool()
		defer p.close()
		failed := make(chan error, maxDialing+1)
		for range maxDialing + 1 { // the first give up before they have dialled
			deadline := time.Now().Add(500 * time.Millisecond)
			if dials.Load() == maxDialing {
				deadline = deadline.Add(time.Minute)
			}
			go func() { _, _, err := p.acquire(t.Context(), deadline); failed <- err }()
			synctest.Wait()
		}
		errs := 0
		for range maxDialing + 1 {
			if <-failed != nil {
				errs++
			}
		}
		if errs != maxDialing || dials.Load() != maxDialing+1 {
			t.Errorf("%d failed of %d dials; want the last to succeed in its turn", errs, dials.Load())
		}
	})
}
