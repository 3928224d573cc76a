package firedrill_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// machine is what .ci/go finds.
type machine struct {
	golang  string // the go command on PATH, a shell script; empty if there is none
	apt     string // the version of the package golang-go; empty if there is no apt-get
	root    bool
	offPath bool // Go's archive is unpacked in its usual place, which is not on PATH
}

func TestSetupGo(t *testing.T) {
	const curl = "hint: curl -fsSL https://go.dev/dl/go"
	tests := []struct {
		name    string
		machine machine
		code    int
		says    []string
	}{
		{"a Go that is new enough", machine{golang: goOf("1.26.8", 0)}, 0, nil},
		{"a Go that fetches the toolchain", machine{golang: goOf("1.21.0", 0)}, 0, nil},
		{"a Go that cannot fetch it", machine{golang: goOf("1.24.4", 1)}, 1, []string{"go: Go 1.24.4 cannot build this repository", curl}},
		{"a Go that is too old", machine{golang: goOf("1.19.8", 0)}, 1, []string{"go: Go 1.19.8 is too old", curl}},
		{"Go is not on PATH", machine{offPath: true, apt: "2:1.24~2", root: true}, 1, []string{"which is not on PATH", "hint: export PATH="}},
		{"Debian 12", machine{apt: "2:1.19~1", root: true}, 1, []string{"go: Go is not installed, and this system's package golang-go 1.19 is too old", curl}},
		{"Debian 13", machine{apt: "2:1.24~2", root: true}, 0, []string{"installing golang-go 1.24 "}},
		{"Debian 13, not root", machine{apt: "2:1.24~2"}, 1, []string{"go: Go is not installed", "hint: sudo apt-get install golang-go"}},
		{"no package manager", machine{}, 1, []string{"go: Go is not installed", curl}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, says := tt.machine.setUp(t)
			if code != tt.code || tt.says == nil && says != "" {
				t.Errorf("exit code %d, want %d:\n%s", code, tt.code, says)
			}
			for _, want := range tt.says {
				if !strings.Contains(says, want) {
					t.Errorf("no %q in\n%s", want, says)
				}
			}
		})
	}
}

// goOf is a go command of that version; "go list" ends with code.
func goOf(version string, code int) string {
	return fmt.Sprintf("case $1 in version) echo go version go%s linux/amd64;; list) exit %d;; esac", version, code)
}

// setUp runs .ci/go on the machine and returns its exit code and output.
func (m machine) setUp(t *testing.T) (code int, says string) {
	t.Helper()
	bin, usual := t.TempDir(), t.TempDir()
	tools(t, bin, "sed", "awk", "sort", "head", "tr", "dirname", "uname", "mv")
	program(t, bin, "id", map[bool]string{true: "echo 0", false: "echo 1000"}[m.root])
	program(t, bin, "go", m.golang)
	if m.apt != "" {
		program(t, bin, "apt-cache", "echo 'golang-go:'; echo '  Candidate: "+m.apt+"'")
		program(t, bin, "apt-get", "case $* in *golang-go*) mv "+bin+"/packaged "+bin+"/go;; esac")
		program(t, bin, "packaged", goOf("1.24.4", 0))
	}
	if m.offPath {
		program(t, filepath.Join(usual, "bin"), "go", goOf("1.26.8", 0))
	}
	cmd := exec.Command(filepath.Join(".ci", "go"))
	cmd.Env = []string{"PATH=" + bin, "USUAL_GO=" + usual}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if bad := (*exec.ExitError)(nil); err != nil && !errors.As(err, &bad) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

// tools links programs of this machine into a directory. Without one of them the test is skipped.
func tools(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skip(err)
		}
		if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// program writes a shell script; one without a body is not there.
func program(t *testing.T, dir, name, body string) {
	t.Helper()
	if body == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}
