package shop

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// warmAgain is the pause after a failed warm-up. warmBatch is the number of entries per write to Redis, small enough
// for a short CACHE_TIMEOUT.
const (
	warmAgain = time.Second
	warmBatch = 200
)

// warm fills the cache with all products, and retries until it has succeeded once.
func (s *shop) warm(ctx context.Context) {
	begun := time.Now()
	for {
		n, err := s.warmOnce(ctx)
		if err == nil {
			s.log.Info("cache is warm", "entries", n, "ms", time.Since(begun).Milliseconds())
			return
		}
		s.log.Warn("cache is not warm yet", "err", err.Error())
		if !pause(ctx, warmAgain) {
			return
		}
	}
}

func (s *shop) warmOnce(ctx context.Context) (int, error) {
	var products []product
	err := s.db.read(ctx, func(ctx context.Context, q *pgx.Conn) error {
		rows, _ := q.Query(ctx, "SELECT "+productColumns+" FROM products ORDER BY id")
		var err error
		products, err = pgx.CollectRows(rows, scanProduct)
		return err
	})
	if err != nil {
		return 0, err
	}
	keys, bodies, err := shelves(products)
	if err != nil {
		return 0, err
	}
	for batch := range slices.Chunk(keys, warmBatch) {
		some := make(map[string][]byte, len(batch))
		for _, key := range batch {
			some[key] = bodies[key]
		}
		if err := s.cache.storeAll(ctx, some); err != nil {
			return 0, err
		}
	}
	return len(keys), nil
}

// shelves builds every page and every product for the cache, pages first.
func shelves(products []product) (keys []string, bodies map[string][]byte, err error) {
	bodies = make(map[string][]byte)
	add := func(key string, v any) {
		body, marshalErr := json.Marshal(v)
		if marshalErr != nil {
			err = marshalErr
		}
		keys, bodies[key] = append(keys, key), body
	}
	n := int64(0)
	for part := range slices.Chunk(products, pageSize) {
		n++
		add(pageKey(n), pageOf(n, part))
	}
	for _, p := range products {
		add(productKey(p.ID), p)
	}
	return keys, bodies, err
}
