package shop

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var (
	errDBDown    = refuse(http.StatusServiceUnavailable, "database unavailable")
	errCacheDown = refuse(http.StatusServiceUnavailable, "cache unavailable")
	errNoSuch    = refuse(http.StatusNotFound, "no such product")
)

// held is a cache with one value.
type held struct {
	value []byte
	err   error
	mu    sync.Mutex
}

func (h *held) get(context.Context, string) ([]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.value, h.err
}

func (h *held) set(_ context.Context, _ string, value []byte, _ time.Duration) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err == nil {
		h.value = value
	}
	return h.err
}

func (h *held) setAll(context.Context, map[string][]byte, time.Duration) error { return h.err }

func inCache(body string, until time.Duration) []byte {
	return entry{until: time.Now().Add(until), body: []byte(body)}.encode()
}

func TestAside(t *testing.T) {
	const old, current = `{"v":"old"}`, `{"v":"new"}`
	for name, c := range map[string]struct {
		stale, optional bool
		cached          []byte
		cacheErr, dbErr error
		local           time.Duration // freshness of the local copy; 0 for none
		body, from      string
		err             error
	}{
		"fresh":                         {cached: inCache(old, time.Minute), dbErr: errDBDown, body: old, from: fromCache},
		"missing":                       {body: current, from: fromDB},
		"expired":                       {stale: true, cached: inCache(old, -time.Minute), body: current, from: fromDB},
		"missing, db down":              {stale: true, optional: true, dbErr: errDBDown, err: errDBDown},
		"expired, db down":              {stale: true, cached: inCache(old, -time.Minute), dbErr: errDBDown, body: old, from: fromStale},
		"expired, db down, no stale":    {cached: inCache(old, -time.Minute), dbErr: errDBDown, err: errDBDown},
		"expired, gone from the db":     {stale: true, cached: inCache(old, -time.Minute), dbErr: errNoSuch, err: errNoSuch},
		"cache down, needed":            {stale: true, cacheErr: errCacheDown, err: errCacheDown},
		"cache down, optional":          {optional: true, cacheErr: errCacheDown, body: current, from: fromDB},
		"cache down, local fresh":       {optional: true, cacheErr: errCacheDown, dbErr: errDBDown, local: time.Minute, body: old, from: fromLocal},
		"cache down, local old":         {optional: true, cacheErr: errCacheDown, local: -time.Minute, body: current, from: fromDB},
		"both down, local old":          {optional: true, stale: true, cacheErr: errCacheDown, dbErr: errDBDown, local: -time.Minute, body: old, from: fromStale},
		"missing, local fresh":          {optional: true, local: time.Minute, body: current, from: fromDB},
		"missing, local fresh, db down": {stale: true, dbErr: errDBDown, local: time.Minute, body: old, from: fromStale},
		"malformed, cache optional":     {optional: true, cached: []byte("poison"), body: current, from: fromDB},
		"malformed, cache needed":       {cached: []byte("poison"), err: refuse(http.StatusInternalServerError, "cache entry malformed")},
	} {
		t.Run(name, func(t *testing.T) {
			a := &aside{remote: &held{value: c.cached, err: c.cacheErr}, local: newLocal(9), ttl: time.Minute, stale: c.stale, optional: c.optional, counted: func(string) {}}
			if c.local != 0 {
				a.local.put("k", entry{until: time.Now().Add(c.local), body: []byte(old)})
			}
			got, err := a.get(t.Context(), "k", func(context.Context) ([]byte, error) { return []byte(current), c.dbErr })
			if c.err != nil {
				if err == nil || err.Error() != c.err.Error() {
					t.Fatalf("got error %v, want %v", err, c.err)
				}
				return
			}
			if err != nil || string(got.body) != c.body || got.from != c.from {
				t.Errorf("got %s from %q, %v; want %s from %q", got.body, got.from, err, c.body, c.from)
			}
		})
	}
}

func TestAside_MissFillsTheCache(t *testing.T) {
	cache := &held{}
	a := &aside{remote: cache, ttl: time.Minute, counted: func(string) {}}
	load := func(context.Context) ([]byte, error) { return []byte("{}"), nil }
	for _, want := range []string{fromDB, fromCache} {
		if got, err := a.get(t.Context(), "k", load); err != nil || got.from != want {
			t.Errorf("got %q, %v; want %q", got.from, err, want)
		}
	}
}

func TestAside_SingleFlightLoadsOnce(t *testing.T) {
	for single, want := range map[bool]int64{true: 1, false: 10} {
		synctest.Test(t, func(t *testing.T) {
			a := &aside{remote: &held{}, ttl: time.Minute, single: single, counted: func(string) {}}
			var loads atomic.Int64
			for range 10 {
				go a.get(t.Context(), "k", func(context.Context) ([]byte, error) {
					loads.Add(1)
					time.Sleep(time.Second)
					return []byte("{}"), nil
				})
			}
			time.Sleep(time.Minute)
			if loads.Load() != want {
				t.Errorf("single flight %v: %d loads, want %d", single, loads.Load(), want)
			}
		})
	}
}

func TestAside_SharedLoadSurvivesItsFirstRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &aside{remote: &held{}, ttl: time.Minute, single: true, counted: func(string) {}}
		load := func(ctx context.Context) ([]byte, error) {
			time.Sleep(time.Second)
			return []byte("{}"), ctx.Err()
		}
		impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		go a.get(impatient, "k", load)
		synctest.Wait()
		if got, err := a.get(t.Context(), "k", load); err != nil || string(got.body) != "{}" {
			t.Errorf("got %s, %v", got.body, err)
		}
		if impatient.Err() == nil || errors.Is(t.Context().Err(), context.Canceled) {
			t.Error("the first did not give up")
		}
	})
}
