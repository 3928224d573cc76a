package shop

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestBreaker_FailsFastAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, calls := newBreaker("database", slog.New(slog.DiscardHandler)), 0
		fails := func() error { calls++; return context.DeadlineExceeded }
		for range 20 {
			b.do("database", fails)
		}
		if calls != tripAfter {
			t.Errorf("%d calls went through, want %d", calls, tripAfter)
		}
		err := b.do("database", fails)
		var p *problem
		if !errors.As(err, &p) || p.status != http.StatusServiceUnavailable || !down(err) {
			t.Errorf("an open breaker says %v", err)
		}
		time.Sleep(probeAfter + time.Millisecond)
		b.do("database", fails)
		b.do("database", fails)
		if calls != tripAfter+1 {
			t.Errorf("%d calls went through, want one probe", calls-tripAfter)
		}
		time.Sleep(probeAfter + time.Millisecond)
		for range 3 {
			if err := b.do("database", func() error { return nil }); err != nil {
				t.Errorf("after the database is back: %v", err)
			}
		}
	})
}

func TestBreaker_CancelledRequestDoesNotCloseIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBreaker("database", slog.New(slog.DiscardHandler))
		for range tripAfter {
			b.do("database", func() error { return context.DeadlineExceeded })
		}
		time.Sleep(probeAfter + time.Millisecond)
		b.do("database", func() error { return context.Canceled })
		if b.state() == 0 {
			t.Error("the breaker closed on a probe that was not answered")
		}
		if b.do("database", func() error { return nil }); b.state() != 0 {
			t.Error("the probe after it does not close the breaker")
		}
	})
}

func TestBreaker_IgnoresErrorsThatAreNoOutage(t *testing.T) {
	for name, err := range map[string]error{"client": context.Canceled, "answer": refuse(http.StatusNotFound, "no such product"), "sql": errors.New("syntax")} {
		b := newBreaker("database", slog.New(slog.DiscardHandler))
		for range 100 {
			b.do("database", func() error { return err })
		}
		if b.state() != 0 {
			t.Errorf("%s opened the breaker", name)
		}
	}
}

func TestBreaker_OpensWhenHalfOfCallsFail(t *testing.T) {
	b := newBreaker("database", slog.New(slog.DiscardHandler))
	for i := range tripSample {
		b.do("database", func() error {
			if i%2 == 1 {
				return context.DeadlineExceeded
			}
			return nil
		})
	}
	if b.state() != 2 {
		t.Error("every second call failed, and the breaker is closed")
	}
}

func TestBreaker_NilLetsAllThrough(t *testing.T) {
	var b *breaker
	calls := 0
	for range 50 {
		b.do("database", func() error { calls++; return context.DeadlineExceeded })
	}
	if calls != 50 || b.state() != 0 {
		t.Errorf("%d calls went through", calls)
	}
}
