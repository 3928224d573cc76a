package load

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slowDialPool's dials take that long each, and give pipes that nobody holds the other end of.
func slowDialPool(each time.Duration) (p *pool, dials *atomic.Int64) {
	dials = new(atomic.Int64)
	d := &dialer{host: "127.0.0.1", port: "80"}
	d.open = func(ctx context.Context, _, _ string) (net.Conn, error) {
		dials.Add(1)
		select {
		case <-time.After(each):
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
		p, dials := slowDialPool(50 * time.Millisecond)
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
		p, _ := slowDialPool(time.Second)
		defer p.close()
		p.dialing = maxDialing
		start := time.Now()
		_, _, err := p.acquire(t.Context(), start.Add(100*time.Millisecond))
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 100*time.Millisecond || len(p.waiting) != 0 {
			t.Errorf("after %v: %v, %d waiting", time.Since(start), err, len(p.waiting))
		}
	})
}

func TestLeaveToDialIsPassedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, dials := slowDialPool(200 * time.Millisecond)
		defer p.close()
		failed := make(chan error, maxDialing+1)
		for range maxDialing + 1 { // the first give up before they have dialled
			deadline := time.Now().Add(100 * time.Millisecond)
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
		if errs != maxDialing || dials.Load() != maxDialing+1 || p.dialing != 0 {
			t.Errorf("%d failed of %d dials; want the last to succeed in its turn", errs, dials.Load())
		}
	})
}

// Where no connection comes to be, who waits for another's would fail for that one's sake, or be saved by the repair.
func TestNobodyWaitsLongForTheDialsOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, dials := slowDialPool(time.Hour)
		defer p.close()
		begin := time.Now()
		done := make(chan error, 300)
		for range 300 {
			go func() { _, _, err := p.acquire(t.Context(), begin.Add(5*time.Second)); done <- err }()
		}
		synctest.Wait()
		time.Sleep(maxWait)
		synctest.Wait()
		if dials.Load() != 300 {
			t.Errorf("%d of 300 dial after %s", dials.Load(), maxWait)
		}
		for range 300 {
			if err := <-done; !errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(err)
			}
		}
		if p.dialing != 0 || len(p.waiting) != 0 {
			t.Errorf("%d wait and %d dial at the end", len(p.waiting), p.dialing)
		}
	})
}
