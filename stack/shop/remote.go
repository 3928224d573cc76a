package shop

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// remote is the shop's Redis client: every command has a timeout, is timed, and goes through the breaker if there is
// one.
type remote struct {
	client  *redis.Client
	timeout time.Duration
	breaker *breaker
}

// newRemote does not connect. The client's own retries are off, because they would multiply the timeout; the shop
// decides about retries.
func newRemote(s Settings, log *slog.Logger) *remote {
	logging.Disable() // failed dials are already in the request's log line
	r := &remote{timeout: s.CacheTimeout, client: redis.NewClient(&redis.Options{
		Addr: s.CacheAddr, Password: s.CachePassword, Protocol: 2, DisableIdentity: true,
		DialTimeout: s.CacheTimeout, ReadTimeout: s.CacheTimeout, WriteTimeout: s.CacheTimeout, PoolTimeout: s.CacheTimeout,
		ContextTimeoutEnabled: true, MaxRetries: -1, DialerRetries: 1,
		PoolSize: s.CachePool, PipelinePoolSize: -1, ReadBufferSize: 8 << 10, WriteBufferSize: 8 << 10,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})}
	if s.Breaker {
		r.breaker = newBreaker("cache", log)
	}
	return r
}

func (r *remote) close() { r.client.Close() }

// get returns nil without an error for a missing key.
func (r *remote) get(ctx context.Context, key string) (value []byte, err error) {
	err = r.do(ctx, func(ctx context.Context) error {
		value, err = r.client.Get(ctx, key).Bytes()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	return value, err
}

func (r *remote) set(ctx context.Context, key string, value []byte, kept time.Duration) error {
	return r.do(ctx, func(ctx context.Context) error { return r.client.Set(ctx, key, value, kept).Err() })
}

// setAll writes many entries in one pipeline, bypassing the breaker.
func (r *remote) setAll(ctx context.Context, values map[string][]byte, kept time.Duration) error {
	_, err := r.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for key, value := range values {
			p.Set(ctx, key, value, kept)
		}
		return nil
	})
	return dependency(atCache, err)
}

// ping checks Redis, bypassing the breaker.
func (r *remote) ping(ctx context.Context) error {
	return dependency(atCache, r.client.Ping(ctx).Err())
}

func (r *remote) do(ctx context.Context, command func(context.Context) error) error {
	return r.breaker.do(atCache, func() error {
		ctx, cancel := context.WithTimeout(ctx, r.timeout)
		defer cancel()
		begun := time.Now()
		err := command(ctx)
		spentOf(ctx).cache.Add(int64(time.Since(begun)))
		return err
	})
}
