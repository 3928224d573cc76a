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

	"firedrill/internal/labtest"
	"firedrill/stack"
)

// compose is the same four services as a person would write them for docker-compose, bare: no TLS, no client, no limits,
// no secrets. Postgres is the image with the data in it, so that this side has no less of a head start.
const compose = `version: "3"
services:
  postgres: {image: %[3]q, environment: {FIREDRILL_SHOP_PASSWORD: bench, FIREDRILL_ADMIN_PASSWORD: bench}}
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

const composeNginx = `pid /tmp/nginx.pid;
events {}
http {
  client_body_temp_path /tmp/b; proxy_temp_path /tmp/p; fastcgi_temp_path /tmp/f; uwsgi_temp_path /tmp/u; scgi_temp_path /tmp/s;
  access_log /dev/stdout;
  server { listen 8080; location / { proxy_pass http://shop:8080; } }
}
`

// BenchmarkUp starts a whole lab and the bare services of docker-compose in turn, so that a change of the machine's
// speed meets both. What counts is the ratio; see "make bench-up".
func BenchmarkUp(b *testing.B) {
	e := labtest.Engine(b)
	if _, err := exec.LookPath("docker-compose"); err != nil {
		b.Skip("needs docker-compose")
	}
	dir, binary := b.TempDir(), labtest.Binary(b)
	img := labtest.Images(b, e, labtest.Lab(1))
	writeCompose(b, dir, img)
	var up, first, composed, composedFirst []float64
	for b.Loop() {
		wall, ready := benchUp(b, dir, binary)
		up, first = append(up, wall), append(first, ready)
		wall, ready = benchCompose(b, dir)
		composed, composedFirst = append(composed, wall), append(composedFirst, ready)
	}
	b.ReportMetric(median(up), "s/up")
	b.ReportMetric(median(first), "s/up-first-200")
	b.ReportMetric(median(composed), "s/compose-up")
	b.ReportMetric(median(composedFirst), "s/compose-first-200")
	b.ReportMetric(ratio(up, composed), "up/compose-up")
	b.ReportMetric(ratio(up, composedFirst), "up/compose-first-200")
	b.ReportMetric(0, "ns/op")
}

func writeCompose(b *testing.B, dir string, img stack.Images) {
	b.Helper()
	for name, text := range map[string]string{
		"docker-compose.yml": fmt.Sprintf(compose, img.Nginx, img.Redis, img.Postgres, img.Self), "nginx.conf": composeNginx,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

// benchUp times the command as a whole, and the start by its own account.
func benchUp(b *testing.B, dir, binary string) (wall, first float64) {
	b.Helper()
	began := time.Now()
	out := benchRun(b, dir, binary, "up", "fragile", "--json")
	wall = time.Since(began).Seconds()
	var answer upAnswer
	if err := json.Unmarshal(out, &answer); err != nil {
		b.Fatal(err)
	}
	benchRun(b, dir, binary, "down", "fragile")
	return wall, answer.Seconds
}

// benchCompose times "up -d", and the time from its start to the first good answer.
func benchCompose(b *testing.B, dir string) (wall, first float64) {
	b.Helper()
	began := time.Now()
	benchRun(b, dir, "docker-compose", "-p", "firedrillbench", "up", "-d")
	wall = time.Since(began).Seconds()
	ctx, cancel := context.WithTimeout(b.Context(), 30*time.Second)
	defer cancel()
	for !answers(ctx, "http://127.0.0.1:18080/products/1") {
		if ctx.Err() != nil {
			b.Fatal("compose's services did not answer within 30s")
		}
		time.Sleep(5 * time.Millisecond)
	}
	first = time.Since(began).Seconds()
	benchRun(b, dir, "docker-compose", "-p", "firedrillbench", "down", "-t", "0")
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
