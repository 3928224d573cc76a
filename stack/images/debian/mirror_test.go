package debian

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// mirror simulates apt-get and a package mirror with packages made by the test.
type mirror struct {
	t   *testing.T
	dir string
}

// newMirror puts a fake apt-get first on the PATH. It prints the file "uris", copies packages from "pool", and logs its
// calls in "calls". While the file "stale" exists, it knows no package until the lists are updated.
func newMirror(t *testing.T) mirror {
	t.Helper()
	if _, err := exec.LookPath("dpkg-deb"); err != nil {
		t.Skip("no dpkg-deb here: packages can't be unpacked")
	}
	m := mirror{t: t, dir: t.TempDir()}
	m.write("bin/apt-get", `#!/bin/sh
m=`+m.dir+`
while [ "$1" = -o ]; do shift 2; done
echo "$*" >>$m/calls
case $* in
*update*) rm -f $m/stale; exit 0 ;;
esac
[ ! -e $m/stale ] || { echo 'E: Unable to locate package server' >&2; exit 100; }
case $* in
--print-uris*) cat $m/uris ;;
*download*)
	shift 2
	for p; do cp "$m/pool/${p%%:*}_1.0-1_amd64.deb" .; done ;;
esac
`)
	t.Setenv("PATH", filepath.Join(m.dir, "bin")+":"+os.Getenv("PATH"))
	return m
}

func (m mirror) write(name, content string) {
	m.t.Helper()
	p := filepath.Join(m.dir, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(content), 0o755); err != nil {
		m.t.Fatal(err)
	}
}

// offer adds a package with files to the mirror. A content that starts with "-> " is a link.
func (m mirror) offer(name string, files map[string]string) {
	m.t.Helper()
	b := debOf(m.t, files)
	file := name + "_1.0-1_amd64.deb"
	m.write("pool/"+file, string(b))
	sum := sha256.Sum256(b)
	m.write("uris", m.read("uris")+fmt.Sprintf("'http://mirror/%s' %s %d SHA256:%s\n", file, file, len(b), hex.EncodeToString(sum[:])))
}

func (m mirror) read(name string) string {
	b, err := os.ReadFile(filepath.Join(m.dir, name))
	if err != nil && !os.IsNotExist(err) {
		m.t.Fatal(err)
	}
	return string(b)
}

// calls counts the calls of apt-get that contain the word.
func (m mirror) calls(word string) int { return strings.Count(m.read("calls"), word) }

func debOf(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	out.WriteString("!<arch>\n")
	for _, part := range []struct {
		name    string
		content []byte
	}{
		{"debian-binary", []byte("2.0\n")},
		{"control.tar.gz", tarGz(t, map[string]string{"./control": "Package: x\n"})},
		{"data.tar.gz", tarGz(t, files)},
	} {
		fmt.Fprintf(&out, "%-16s%-12d%-6d%-6d%-8s%-10d`\n", part.name, 0, 0, 0, "100644", len(part.content))
		out.Write(part.content)
		if len(part.content)%2 == 1 {
			out.WriteByte('\n')
		}
	}
	return out.Bytes()
}

func tarGz(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	for name, content := range files {
		h := &tar.Header{Name: name, Mode: 0o755, Typeflag: tar.TypeReg, Size: int64(len(content)), ModTime: time.Now()}
		if to, ok := strings.CutPrefix(content, "-> "); ok {
			h.Typeflag, h.Linkname, h.Size, content = tar.TypeSymlink, to, 0, ""
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
