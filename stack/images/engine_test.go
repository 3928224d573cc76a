package images

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/engine/enginetest"

	"github.com/jackc/pgx/v5"
)

// unique makes a container name unique to this process: two test runs may use one engine at the same time.
func unique(name string) string { return name + "-" + strconv.Itoa(os.Getpid()) }

// openEngine skips the test if this machine has no engine, or cannot build a registry for it.
func openEngine(t *testing.T) (e *engine.Engine, arch string) {
	t.Helper()
	e = enginetest.Open(t)
	if _, err := exec.LookPath("apt-get"); err != nil {
		t.Skip("the registry is built from Debian packages, and there is no apt-get here")
	}
	info, err := e.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e, info.Arch
}

func TestSelf_ImageRunsInTheEngine(t *testing.T) {
	e, arch := openEngine(t)
	binary := filepath.Join(t.TempDir(), "firedrill")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./testdata/hello")
	build.Env = append(build.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got, err := Self(t.Context(), Bench{Engine: e, Name: unique("firedrill-test-bake")}, SelfRequest{Arch: arch, Binary: binary})
	if err != nil {
		t.Fatal(err)
	}
	id, stream, err := e.StartAttached(t.Context(), engine.Container{Name: unique("firedrill-test-self"), Image: got.Ref, User: "65534:65534",
		Labels: map[string]string{"firedrill.dev": "1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := errors.Join(stream.Close(), e.Remove(ctx, id), e.RemoveImage(ctx, got.Ref)); err != nil {
			t.Error(err)
		}
	})
	out, err := io.ReadAll(stream)
	if err != nil || string(out) != "uid 65534, /tmp is writable\n" {
		t.Errorf("said %q, %v", out, err)
	}
}

func TestSeeded_KeepsPasswordsAfterStopAndKill(t *testing.T) {
	e, arch := openEngine(t)
	store := Bench{Engine: e, Name: unique("firedrill-test-bake")}
	base, err := Resolve(t.Context(), store, Request{Mode: Auto, Arch: arch, Wants: []Want{{Service: "postgres"}}})
	if err != nil {
		t.Fatal(err)
	}
	img, err := Seeded(t.Context(), store, store, SeedRequest{Base: base[0], SQL: []byte("CREATE TABLE goods (n int); INSERT INTO goods VALUES (7)")})
	if err != nil {
		t.Fatal(err)
	}
	id, err := e.Start(t.Context(), engine.Container{Name: unique("firedrill-test-postgres"), Image: img.Ref, User: "70:70", Publish: []int{5432},
		Env: []string{PostgresShopPassword + "=right", PostgresAdminPassword + "=admin"}, Labels: map[string]string{"firedrill.dev": "1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := errors.Join(e.Remove(ctx, id), e.RemoveImage(ctx, img.Ref)); err != nil {
			t.Error(err)
		}
	})
	for _, end := range []string{"nothing", "stop", "kill", "stop"} {
		switch end {
		case "stop":
			err = e.Stop(t.Context(), id, 5*time.Second)
		case "kill":
			err = e.Kill(t.Context(), id, "KILL")
		}
		if err := errors.Join(err, e.Boot(t.Context(), id)); err != nil {
			t.Fatal(err)
		}
		if err := ask(t, e, id, "shop", "right"); err != nil {
			t.Errorf("after %q: %v", end, err)
		}
		if err := ask(t, e, id, "postgres", "admin"); err != nil {
			t.Errorf("after %q: %v", end, err)
		}
		if err := ask(t, e, id, "shop", "wrong"); err == nil || !strings.Contains(err.Error(), "password authentication failed") {
			t.Errorf("after %q a wrong password gets %v", end, err)
		}
	}
}

// ask reads the seeded data over the network, once Postgres accepts connections.
func ask(t *testing.T, e *engine.Engine, id, role, password string) error {
	t.Helper()
	state, err := e.Inspect(t.Context(), id)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	url := "postgres://" + role + ":" + password + "@127.0.0.1:" + strconv.Itoa(state.Ports[5432]) + "/shop?sslmode=disable"
	conn, err := pgx.Connect(ctx, url)
	for err != nil && !strings.Contains(err.Error(), "password") && ctx.Err() == nil {
		time.Sleep(5 * time.Millisecond)
		conn, err = pgx.Connect(ctx, url)
	}
	if err != nil {
		return err
	}
	var n int
	err = conn.QueryRow(ctx, "SELECT n FROM goods").Scan(&n)
	if err == nil && n != 7 {
		err = fmt.Errorf("the data is %d, want 7", n)
	}
	return errors.Join(err, conn.Close(ctx))
}
