package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"firedrill/internal/labs"
	"firedrill/internal/labtest"
	"firedrill/stack"
	"firedrill/stack/images"
)

// compose is the same four services as a person would write them for docker-compose, bare: no TLS, no client, no limits,
// no secrets.
const compose = `version: "3"
services:
  postgres:
    image: %[3]q
    environment: {FIREDRILL_SHOP_PASSWORD: bench, FIREDRILL_ADMIN_PASSWORD: bench}
    %[5]s
  redis: {image: %[2]q, entrypoint: [redis-server, --save, "", --requirepass, bench]}
  shop:
    image: %[4]q
    command: [shop]
    environment: {DB_HOST: postgres, DB_PASSWORD: bench, CACHE_ADDR: "redis:6379", CACHE_PASSWORD: bench, JWT_SECRET: bench-bench-bench-bench-bench-bench, REPLICA: shop-1}
    depends_on: [postgres, redis]
  nginx:
    image: %[1]q
    entrypoint: [nginx, -c, /bench/nginx.conf, -g, "daemon off;"]
    volumes: ["./nginx.conf:/bench/nginx.conf:ro"]
    ports: ["127.0.0.1:18080:8080"]
    depends_on: [shop]
`

// plainLab is what Postgres does in compose's bare services: it makes its database when it first starts, as the official
// image does. No table is in it, so that the first good answer is the app's readiness.
const plainLab = `entrypoint: [/bin/sh, -c, "initdb -D /tmp/pg -U shop -A trust --no-sync >/dev/null && echo 'CREATE DATABASE shop' | postgres --single -D /tmp/pg postgres >/dev/null && echo 'host all all all trust' >>/tmp/pg/pg_hba.conf && exec postgres -D /tmp/pg -c listen_addresses='*' -c unix_socket_directories=/tmp"]`

const composeNginx = `pid /tmp/nginx.pid;
events {}
http {
  client_body_temp_path /tmp/b; proxy_temp_path /tmp/p; fastcgi_temp_path /tmp/f; uwsgi_temp_path /tmp/u; scgi_temp_path /tmp/s;
  access_log /dev/stdout;
  server { listen 8080; location / { proxy_pass http://shop:8080; } }
}
`

// BenchmarkUp starts a whole lab and the bare services of docker-compose in turn, so that a change of the machine's
// speed meets both. What counts are the ratios; see "make bench-up". Compose has Postgres once as an official image would
// be, and once with the lab's data baked in, which is the lab's own head start.
func BenchmarkUp(b *testing.B) {
	e := labtest.Engine(b)
	if _, err := exec.LookPath("docker-compose"); err != nil {
		b.Skip("needs docker-compose")
	}
	binary := labtest.Binary(b)
	img := labtest.Images(b, e, labtest.Lab(1))
	dir := b.TempDir()
	bare := composed(b, img, basePostgres(b, dir, binary), plainLab, "/readyz")
	baked := composed(b, img, img.Postgres, "", "/products/1")
	var up, first, bareUp, bareFirst, bakedUp, bakedFirst []float64
	for b.Loop() {
		both(&up, &first)(benchUp(b, dir, binary))
		both(&bareUp, &bareFirst)(bare.bench(b))
		both(&bakedUp, &bakedFirst)(baked.bench(b))
	}
	for name, value := range map[string]float64{
		"s/up": median(up), "s/up-first-200": median(first),
		"s/bare-up": median(bareUp), "s/bare-first-200": median(bareFirst),
		"s/baked-up": median(bakedUp), "s/baked-first-200": median(bakedFirst),
		"first-200/bare-first-200": ratio(first, bareFirst), "first-200/bare-up": ratio(first, bareUp),
		"first-200/baked-first-200": ratio(first, bakedFirst), "up/bare-first-200": ratio(up, bareFirst),
	} {
		b.ReportMetric(value, name)
	}
	b.ReportMetric(0, "ns/op")
}

// both appends a pair of figures.
func both(a, b *[]float64) func(float64, float64) {
	return func(x, y float64) { *a, *b = append(*a, x), append(*b, y) }
}

// basePostgres is the image that the lab's Postgres is made from.
func basePostgres(b *testing.B, dir, binary string) string {
	b.Helper()
	var all []images.Image
	if err := json.Unmarshal(benchRun(b, dir, binary, "images", "--json"), &all); err != nil {
		b.Fatal(err)
	}
	for _, i := range all {
		if i.Service == stack.Postgres {
			return i.Ref // the seeded one comes after it
		}
	}
	b.Fatalf("no image of Postgres in %+v", all)
	return ""
}

// benchUp times the command as a whole, and the start by its own account.
func benchUp(b *testing.B, dir, binary string) (wall, first float64) {
	b.Helper()
	began := time.Now()
	out := benchRun(b, dir, binary, "up", "fragile", "--json")
	wall = time.Since(began).Seconds()
	var answer labs.Started
	if err := json.Unmarshal(out, &answer); err != nil {
		b.Fatal(err)
	}
	benchRun(b, dir, binary, "down", "fragile")
	return wall, answer.Seconds
}

// project is one docker-compose.yml, and the page whose first good answer is waited for.
type project struct{ dir, page string }

func composed(b *testing.B, img stack.Images, postgres, entrypoint, page string) project {
	b.Helper()
	dir := b.TempDir()
	for name, text := range map[string]string{
		"docker-compose.yml": fmt.Sprintf(compose, img.Nginx, img.Redis, postgres, img.Self, entrypoint), "nginx.conf": composeNginx,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return project{dir, page}
}

// bench times "up -d", and the time from its start to the first good answer.
func (p project) bench(b *testing.B) (wall, first float64) {
	b.Helper()
	began := time.Now()
	benchRun(b, p.dir, "docker-compose", "-p", "firedrillbench", "up", "-d")
	wall = time.Since(began).Seconds()
	ctx, cancel := context.WithTimeout(b.Context(), 30*time.Second)
	defer cancel()
	for !answers(ctx, "http://127.0.0.1:18080"+p.page) {
		if ctx.Err() != nil {
			b.Fatal("compose's services did not answer within 30s")
		}
		time.Sleep(5 * time.Millisecond)
	}
	first = time.Since(began).Seconds()
	benchRun(b, p.dir, "docker-compose", "-p", "firedrillbench", "down", "-t", "0")
	return wall, first
}

func answers(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

func benchRun(b *testing.B, dir, name string, args ...string) []byte {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "FIREDRILL_STATE="+filepath.Join(dir, "state"))
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("%s %q: %v", name, args, err)
	}
	return out
}

// ratio is the median of the pairs' ratios.
func ratio(a, of []float64) float64 {
	each := make([]float64, len(a))
	for i := range a {
		each[i] = a[i] / of[i]
	}
	return median(each)
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}
