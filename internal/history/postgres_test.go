package history

import (
	"context"
	"fmt"
	"net/url"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/engine/enginetest"
	"firedrill/stack/images"

	"github.com/jackc/pgx/v5"
)

func TestPostgres_Conforms(t *testing.T) {
	conforms(t, at(startPostgres(t)))
}

// startPostgres starts Postgres in a container, waits until it answers, and returns its URL.
func startPostgres(t *testing.T) string {
	t.Helper()
	e := enginetest.Open(t)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	info, err := e.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	bench := images.Bench{Engine: e, Name: enginetest.Name("bake")}
	base, err := images.Resolve(ctx, bench, images.Request{Mode: images.Auto, Arch: info.Arch, Wants: []images.Want{{Service: "postgres"}}})
	if err != nil {
		t.Fatal(err)
	}
	data, err := images.Seeded(ctx, bench, bench, images.SeedRequest{Base: base[0], SQL: []byte("SELECT 1;\n")})
	if err != nil {
		t.Fatal(err)
	}
	const secret = "for-a-test"
	id, err := e.Start(ctx, engine.Container{Name: enginetest.Name("history"), Image: data.Ref, User: "70:70", Publish: []int{5432},
		Entrypoint: []string{"/bin/sh", images.PostgresStart}, Network: "bridge", CPUs: 2, Memory: 384 << 20, Pids: 200,
		Env: []string{images.PostgresShopPassword + "=" + secret, images.PostgresAdminPassword + "=" + secret}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Remove(context.WithoutCancel(t.Context()), id); err != nil {
			t.Error(err)
		}
	})
	state, err := e.Inspect(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	at := url.URL{Scheme: "postgres", User: url.UserPassword("postgres", secret), Path: "/shop", RawQuery: "sslmode=disable",
		Host: fmt.Sprintf("127.0.0.1:%d", state.Ports[5432])}
	answers(t, ctx, at.String())
	return at.String()
}

func answers(t *testing.T, ctx context.Context, at string) {
	t.Helper()
	for {
		conn, err := pgx.Connect(ctx, at)
		if err == nil {
			conn.Close(ctx)
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("postgres does not answer: %v", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
