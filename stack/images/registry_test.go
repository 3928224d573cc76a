package images

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/stack/images/debian"
	"firedrill/stack/images/imagetar"
)

// registrySpec is Debian's registry, which stores its data in the container.
func registrySpec() debian.Spec {
	const conf = "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: /data}}\nhttp: {addr: ':5000'}\n"
	return debian.Spec{
		Name: "test-registry", Package: "docker-registry", Version: "docker-registry", Keep: []string{"/usr/bin/docker-registry"},
		Files: imagetar.Tree{"/data": imagetar.Dir(0o700, 101, 101), "/etc/registry.yml": imagetar.Text(0o644, conf)},
		Config: imagetar.Config{User: "101:101", Entrypoint: []string{"/usr/bin/docker-registry", "serve", "/etc/registry.yml"},
			ExposedPorts: map[string]struct{}{"5000/tcp": {}}},
	}
}

// startRegistry runs a registry in the engine and returns its address there, on loopback.
func startRegistry(t *testing.T, e *engine.Engine, arch string) string {
	t.Helper()
	spec := registrySpec()
	r := Request{Arch: arch, Progress: func(l string) { t.Log(l) }}
	if _, found, err := e.Image(t.Context(), spec.Tag()); err != nil {
		t.Fatal(err)
	} else if !found {
		if err := buildDebian(t.Context(), Bench{Engine: e}, r, []debian.Spec{spec}); err != nil {
			t.Fatal(err)
		}
	}
	id, err := e.Start(t.Context(), engine.Container{Name: unique("firedrill-test-registry"), Image: spec.Tag(), User: "101:101", Publish: []int{5000},
		Labels: map[string]string{"firedrill.dev": "1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Remove(context.WithoutCancel(t.Context()), id); err != nil {
			t.Error(err)
		}
	})
	state, err := e.Inspect(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	address := "127.0.0.1:" + strconv.Itoa(state.Ports[5000])
	awaitRegistry(t, address)
	return address
}

func awaitRegistry(t *testing.T, address string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/v2/", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			resp.Body.Close()
			return
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestPull_FromARegistry(t *testing.T) {
	e, arch := openEngine(t)
	address := startRegistry(t, e, arch)
	ref := address + "/lab/nginx:1"
	push(t, address, "lab/nginx", "1", imagetar.Image{Tags: []string{ref}, Arch: arch, Files: imagetar.Tree{"/hello": imagetar.Text(0o644, t.Name())}})
	t.Cleanup(func() {
		if err := e.RemoveImage(context.WithoutCancel(t.Context()), ref); err != nil {
			t.Error(err)
		}
	})
	r := Request{Mode: Auto, Wants: []Want{{Service: "nginx", Image: ref}}}
	for _, want := range []From{Pulled, Present} {
		got, err := Resolve(t.Context(), Bench{Engine: e}, r)
		if err != nil || got[0].From != want || got[0].Ref != ref || !strings.HasPrefix(got[0].ID, "sha256:") {
			t.Fatalf("%+v, %v; want it %s", got, err, want)
		}
	}
	r.Wants[0].Image = address + "/lab/nginx:gone"
	if _, err := Resolve(t.Context(), Bench{Engine: e}, r); err == nil || !strings.Contains(err.Error(), "gone") || !strings.Contains(err.Error(), "\nhint: docker pull ") {
		t.Errorf("an image that the registry lacks: %v", err)
	}
}

func TestPull_PassesOnEveryMessage(t *testing.T) {
	e, arch := openEngine(t)
	address := startRegistry(t, e, arch)
	ref := address + "/lab/redis:1"
	push(t, address, "lab/redis", "1", imagetar.Image{Arch: arch, Files: imagetar.Tree{"/hello": imagetar.Text(0o644, t.Name())}})
	t.Cleanup(func() {
		if err := e.RemoveImage(context.WithoutCancel(t.Context()), ref); err != nil {
			t.Error(err)
		}
	})
	var lines []string
	if err := e.Pull(t.Context(), ref, func(l string) { lines = append(lines, l) }); err != nil {
		t.Fatal(err)
	}
	// The first message comes when the registry answers, and more during a layer: a slow pull must not look like a
	// stalled one.
	if all := strings.Join(lines, "\n"); !strings.HasPrefix(all, "Pulling from") || !strings.Contains(all, "Download complete") && !strings.Contains(all, "Pull complete") {
		t.Errorf("heard only:\n%s", all)
	}
}
