package shop

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
)

// backends are the real Postgres and Redis of the integration tests.
type backends struct {
	postgres *url.URL // of the seeded database
	redis    *redis.Options
}

var seeded struct {
	sync.Once
	backends
	err error
}

// realBackends returns a freshly seeded Postgres and an empty Redis: the servers at the URLs in FIREDRILL_TEST_POSTGRES
// (a role that may create databases) and FIREDRILL_TEST_REDIS (which is flushed). Without them a test is skipped, or
// fails where CI=true.
func realBackends(t *testing.T) backends {
	t.Helper()
	postgres, cache := os.Getenv("FIREDRILL_TEST_POSTGRES"), os.Getenv("FIREDRILL_TEST_REDIS")
	if postgres == "" || cache == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("FIREDRILL_TEST_POSTGRES and FIREDRILL_TEST_REDIS are not set")
		}
		t.Skip("FIREDRILL_TEST_POSTGRES and FIREDRILL_TEST_REDIS are not set")
	}
	seeded.Do(func() { seeded.backends, seeded.err = prepare(postgres, cache) })
	if seeded.err != nil {
		t.Fatal(seeded.err)
	}
	client := redis.NewClient(seeded.redis)
	defer client.Close()
	if err := client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	return seeded.backends
}

// prepare makes the database firedrill_shop_test anew and fills it with what a lab has.
func prepare(postgres, cache string) (b backends, err error) {
	const name = "firedrill_shop_test"
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if b.redis, err = redis.ParseURL(cache); err != nil {
		return b, err
	}
	if b.postgres, err = url.Parse(postgres); err != nil {
		return b, err
	}
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + name, "CREATE DATABASE " + name} {
		if err := execute(ctx, b.postgres.String(), sql); err != nil {
			return b, err
		}
	}
	b.postgres.Path = "/" + name
	if err := execute(ctx, b.postgres.String(), SchemaSQL); err != nil {
		return b, fmt.Errorf("schema.sql: %w", err)
	}
	if err := execute(ctx, b.postgres.String(), SeedSQL); err != nil {
		return b, fmt.Errorf("seed.sql: %w", err)
	}
	return b, nil
}

func execute(ctx context.Context, at, sql string) error {
	conn, err := pgx.Connect(ctx, at)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.PgConn().Exec(ctx, sql).ReadAll()
	return err
}
