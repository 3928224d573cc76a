package debian

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firedrill/stack/images/imagetar"
)

var server = Spec{Name: "server", Package: "server", Version: "server", Keep: []string{"/usr/sbin/server", "/etc/server.conf"},
	OnPath: []string{"/usr/sbin/*"}, Files: imagetar.Tree{"/data": imagetar.Dir(0o700, 70, 70)}}

// stock adds a server that is linked to a library, and the packages that every image needs.
func stock(t *testing.T, m mirror, library string) {
	m.offer("server", map[string]string{
		"./usr/sbin/server": string(program(t, "/lib64/ld.so.2", "liba.so.1")), "./etc/server.conf": "conf", "./usr/share/doc/server/README": "no"})
	m.offer(library, map[string]string{"./usr/lib/x86_64-linux-gnu/liba.so.1": "-> liba.so.1.2", "./usr/lib/x86_64-linux-gnu/liba.so.1.2": string(program(t, ""))})
	m.offer("libc6", map[string]string{"./lib64/ld.so.2": string(program(t, ""))})
	m.offer("busybox-static", map[string]string{"./bin/busybox": "busybox"})
}

func buildServer(t *testing.T, cache string) Built {
	t.Helper()
	built, err := Builder{Cache: cache, Arch: "amd64"}.Build(t.Context(), []Spec{server})
	if err != nil {
		t.Fatal(err)
	}
	return built[0]
}

func idOf(t *testing.T, b Built) string {
	t.Helper()
	id, err := b.Image.Write(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestBuild_KeepsOnlyWhatTheServiceNeeds(t *testing.T) {
	m := newMirror(t)
	stock(t, m, "liba1")
	b := buildServer(t, t.TempDir())
	for p, want := range map[string]bool{
		"/usr/sbin/server": true, "/etc/server.conf": true, libDir + "liba.so.1": true, libDir + "liba.so.1.2": true,
		"/usr/lib64/ld.so.2": true, busybox: true, "/usr/bin/sh": true, "/usr/bin/server": true, "/data": true, "/etc/passwd": true,
		"/usr/share/doc/server/README": false,
	} {
		if _, got := b.Image.Files[p]; got != want {
			t.Errorf("%s in the image: %v, want %v", p, got, want)
		}
	}
	if b.Version != "1.0" || b.Image.Tags[0] != server.Tag() || b.Image.Tags[1] != "firedrill/server:debian-1.0" {
		t.Errorf("version %q, tags %q", b.Version, b.Image.Tags)
	}
}

func TestBuild_RebuildHasSameIDWithoutDownloads(t *testing.T) {
	m := newMirror(t)
	stock(t, m, "liba1")
	cache := t.TempDir()
	first := idOf(t, buildServer(t, cache))
	if again := idOf(t, buildServer(t, cache)); again != first {
		t.Errorf("a rebuild has id %s after %s", again, first)
	}
	if n := m.calls("download"); n != 1 {
		t.Errorf("%d downloads, want 1", n)
	}
	if other := idOf(t, buildServer(t, t.TempDir())); other != first {
		t.Errorf("another cache gives id %s after %s", other, first)
	}
}

func TestBuild_FetchesBrokenDownloadAgain(t *testing.T) {
	m := newMirror(t)
	stock(t, m, "liba1")
	cache := t.TempDir()
	buildServer(t, cache)
	broken := filepath.Join(cache, "liba1_1.0-1_amd64.deb")
	if err := os.Truncate(broken, 100); err != nil {
		t.Fatal(err)
	}
	buildServer(t, cache)
	if got := m.calls("download liba1:amd64=1.0-1"); got != 1 {
		t.Errorf("the broken package was fetched %d times, want once and alone:\n%s", got, m.read("calls"))
	}
}

func TestBuild_AddsSkippedPackageIfAFileIsMissing(t *testing.T) {
	m := newMirror(t)
	stock(t, m, "libacl1")
	if _, ok := buildServer(t, t.TempDir()).Image.Files[libDir+"liba.so.1"]; !ok {
		t.Error("the library is not in the image")
	}
}

func TestBuild_RefreshesOutdatedPackageLists(t *testing.T) {
	m := newMirror(t)
	stock(t, m, "liba1")
	m.write("stale", "")
	buildServer(t, t.TempDir())
	if n := m.calls("update"); n != 1 {
		t.Errorf("%d updates, want 1", n)
	}
}

func TestBuild_NamesMissingFile(t *testing.T) {
	m := newMirror(t)
	stock(t, m, "liba1")
	spec := server
	spec.Keep = append([]string{"/usr/sbin/gone"}, spec.Keep...)
	_, err := Builder{Cache: t.TempDir(), Arch: "amd64"}.Build(t.Context(), []Spec{spec})
	if err == nil || !strings.Contains(err.Error(), `image "server": no package brings "/usr/sbin/gone"`) {
		t.Errorf("got %v", err)
	}
}

func TestBuild_WithoutAptHasAHint(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Builder{Cache: t.TempDir(), Arch: "amd64"}.Build(t.Context(), []Spec{server})
	if err == nil || !strings.Contains(err.Error(), "Debian and Ubuntu only") || !strings.Contains(err.Error(), "\nhint: ") {
		t.Errorf("got %v", err)
	}
}
