package images

import (
	"context"
	"debug/elf"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// binaryFor writes the header of a Linux binary, the only part that is checked.
func binaryFor(t *testing.T, dir, name string, machine elf.Machine, interp bool) string {
	t.Helper()
	p := filepath.Join(dir, name)
	f, err := os.Create(p)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h := elf.Header64{Ident: [16]byte{0x7f, 'E', 'L', 'F', byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT)},
		Type: uint16(elf.ET_EXEC), Machine: uint16(machine), Version: 1, Phoff: 64, Ehsize: 64, Phentsize: 56, Phnum: 1}
	prog := elf.Prog64{Type: uint32(elf.PT_LOAD)}
	if interp {
		prog.Type = uint32(elf.PT_INTERP)
	}
	for _, v := range []any{h, prog} {
		if err := binary.Write(f, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func TestUnfit_Binaries(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("no binary ", 20)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, arch, want string }{
		{binaryFor(t, dir, "good", elf.EM_X86_64, false), "amd64", ""},
		{binaryFor(t, dir, "arm", elf.EM_AARCH64, false), "arm64", ""},
		{binaryFor(t, dir, "other", elf.EM_AARCH64, false), "amd64", "not built for amd64"},
		{binaryFor(t, dir, "dynamic", elf.EM_X86_64, true), "amd64", "CGO_ENABLED=0"},
		{text, "amd64", "no Linux binary"},
		{filepath.Join(dir, "gone"), "amd64", "no such file"},
		{text, "riscv64", `architecture "riscv64"`},
	} {
		err := unfit(c.path, c.arch)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s for %s: %v, want %q", filepath.Base(c.path), c.arch, err, c.want)
		}
	}
}

func TestFindSelf_MissingArchitectureHasAHint(t *testing.T) {
	other := "arm64"
	if machine(t) == elf.EM_AARCH64 {
		other = "amd64"
	}
	_, err := findSelf(SelfRequest{Arch: other})
	if err == nil || !strings.Contains(err.Error(), "\nhint: CGO_ENABLED=0 GOOS=linux GOARCH="+other) {
		t.Errorf("got %v", err)
	}
}

// machine returns the architecture of this test binary; amd64 if it is no Linux binary.
func machine(t *testing.T) elf.Machine {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	f, err := elf.Open(exe)
	if err != nil {
		return elf.EM_X86_64
	}
	defer f.Close()
	return f.Machine
}

func TestSelf_LoadsEachBinaryOnce(t *testing.T) {
	path := binaryFor(t, t.TempDir(), "firedrill", elf.EM_X86_64, false)
	s := &shelf{}
	r := SelfRequest{Arch: "amd64", Binary: path}
	first, err := Self(t.Context(), s, r)
	if err != nil || first.From != Built {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := Self(t.Context(), s, r)
	if err != nil || again.From != Present || again.Ref != first.Ref || s.loads != 1 {
		t.Errorf("%+v, %v after %d loads", again, err, s.loads)
	}
	r.Binary = binaryFor(t, t.TempDir(), "firedrill", elf.EM_X86_64, false)
	f, err := os.OpenFile(r.Binary, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("another build"); err != nil {
		t.Fatal(err)
	}
	if other, err := Self(t.Context(), s, r); err != nil || other.Ref == first.Ref {
		t.Errorf("another build has the tag %q too, %v", other.Ref, err)
	}
}

func TestSelf_ErrorIfEngineLosesTheImage(t *testing.T) {
	path := binaryFor(t, t.TempDir(), "firedrill", elf.EM_X86_64, false)
	_, err := Self(t.Context(), forgetful{&shelf{}}, SelfRequest{Arch: "amd64", Binary: path})
	if err == nil || !strings.Contains(err.Error(), "does not have it, though it was loaded") {
		t.Errorf("got %v", err)
	}
}

// forgetful accepts images and stores none. It stops reading half way, as an engine may.
type forgetful struct{ *shelf }

func (forgetful) Load(_ context.Context, write func(io.Writer) error) error {
	return readFrom(write, func(r io.Reader) error {
		_, err := r.Read(make([]byte, 100))
		return err
	})
}
