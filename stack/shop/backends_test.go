package shop

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/engine/enginetest"
	"firedrill/stack/images"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
)

// backends are the Postgres and Redis containers of the integration tests.
type backends struct {
	postgres *url.URL // URL of the seeded database
	replica  *url.URL // URL of its replica
	redis    *redis.Options
}

var seeded struct {
	sync.Once
	backends
	err error
}

// realBackends returns the seeded Postgres and an empty Redis, in their own containers.
func realBackends(t *testing.T) backends {
	t.Helper()
	e := enginetest.Open(t)
	seeded.Do(func() { seeded.backends, seeded.err = start(e) })
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

// TestMain removes the containers that the tests started.
func TestMain(m *testing.M) {
	code := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// started lists the containers to remove.
var started []string

// start starts the backends on ports of 127.0.0.1, and waits until they answer.
func start(e *engine.Engine) (b backends, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	info, err := e.Info(ctx)
	if err != nil {
		return b, err
	}
	bench := images.Bench{Engine: e, Name: enginetest.Name("bake")}
	base, err := images.Resolve(ctx, bench, images.Request{Mode: images.Auto, Arch: info.Arch, Wants: []images.Want{{Service: "postgres"}, {Service: "redis"}}})
	if err != nil {
		return b, err
	}
	data, err := images.Seeded(ctx, bench, bench, images.SeedRequest{Base: base[0], SQL: []byte(SchemaSQL + SeedSQL)})
	if err != nil {
		return b, err
	}
	const secret = "for-a-test"
	name := enginetest.Name("postgres")
	at, err := publish(ctx, e, engine.Container{Name: name, Image: data.Ref, User: "70:70", Publish: []int{5432},
		Entrypoint: []string{"/bin/sh", images.PostgresStart},
		Env:        []string{images.PostgresShopPassword + "=" + secret, images.PostgresAdminPassword + "=" + secret, images.PostgresReplicaPassword + "=" + secret}})
	if err != nil {
		return b, err
	}
	primary, err := e.Inspect(ctx, name)
	if err != nil {
		return b, err
	}
	b.postgres = &url.URL{Scheme: "postgres", User: url.UserPassword("postgres", secret), Host: at, Path: "/shop", RawQuery: "sslmode=disable"}
	at, err = publish(ctx, e, engine.Container{Name: enginetest.Name("replica"), Image: data.Ref, User: "70:70", Publish: []int{5432},
		Entrypoint: []string{"/bin/sh", images.ReplicaStart},
		Env:        []string{images.PostgresPrimary + "=" + primary.Address, images.PostgresReplicaPassword + "=" + secret}})
	if err != nil {
		return b, err
	}
	replica := *b.postgres
	replica.Host, b.replica = at, &replica
	at, err = publish(ctx, e, engine.Container{Name: enginetest.Name("redis"), Image: base[1].Ref, User: "999:1000", Publish: []int{6379},
		Entrypoint: []string{"redis-server", "--save", "", "--dir", "/tmp", "--protected-mode", "no"}})
	if err != nil {
		return b, err
	}
	b.redis = &redis.Options{Addr: at}
	return b, b.answer(ctx)
}

// publish starts a container and returns the address of its one published port.
func publish(ctx context.Context, e *engine.Engine, c engine.Container) (string, error) {
	c.Network, c.CPUs, c.Memory, c.Pids = "bridge", 2, 384<<20, 200
	id, err := e.Start(ctx, c)
	if err != nil {
		return "", err
	}
	started = append(started, id)
	state, err := e.Inspect(ctx, id)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("127.0.0.1:%d", state.Ports[c.Publish[0]]), nil
}

// answer waits until both answer.
func (b backends) answer(ctx context.Context) error {
	client := redis.NewClient(b.redis)
	defer client.Close()
	for {
		err := errors.Join(execute(ctx, b.postgres.String(), "SELECT count(*) FROM products"), execute(ctx, b.replica.String(), "SELECT 1"))
		if err == nil {
			err = client.Ping(ctx).Err()
		}
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("backends do not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop removes the started containers.
func stop() error {
	if len(started) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	e, err := engine.Open(ctx, "")
	if err != nil {
		return err
	}
	defer e.Close()
	var errs []error
	for _, id := range started {
		errs = append(errs, e.Remove(ctx, id))
	}
	return errors.Join(errs...)
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
