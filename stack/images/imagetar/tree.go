// Package imagetar writes a tree of files as a container image of one layer, in the format that "docker load" reads.
// The same tree and configuration always give the same bytes, and so the same image id, on any machine. It does not
// know where the files come from, nor the engine.
package imagetar

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"time"
)

// File is one entry of a tree. A file's content is Data, or the content of the file Source on this machine, which is
// read during writing.
type File struct {
	Mode     int64
	UID, GID int
	Data     []byte
	Source   string
	Link     string // target of a symbolic link
	Dir      bool
}

// Tree holds files by their absolute path.
type Tree map[string]File

// Text returns a file owned by root.
func Text(mode int64, content string) File { return File{Mode: mode, Data: []byte(content)} }

// Dir returns a folder.
func Dir(mode int64, uid, gid int) File { return File{Mode: mode, UID: uid, GID: gid, Dir: true} }

// Link returns a symbolic link.
func Link(target string) File { return File{Mode: 0o777, Link: target} }

// complete returns the tree with the parent folders of its files.
func (t Tree) complete() Tree {
	out := maps.Clone(t)
	for p := range t {
		for d := path.Dir(p); d != "/"; d = path.Dir(d) {
			if _, ok := out[d]; !ok {
				out[d] = Dir(0o755, 0, 0)
			}
		}
	}
	return out
}

// writeTar writes the tree sorted by path, without times.
func (t Tree) writeTar(w io.Writer) error {
	tw := tar.NewWriter(w)
	all := t.complete()
	for _, p := range slices.Sorted(maps.Keys(all)) {
		if err := writeEntry(tw, p, all[p]); err != nil {
			return fmt.Errorf("write %q: %w", p, err)
		}
	}
	return tw.Close()
}

func writeEntry(tw *tar.Writer, p string, f File) error {
	h := &tar.Header{Name: p[1:], Mode: f.Mode & 0o7777, Uid: f.UID, Gid: f.GID, ModTime: time.Unix(0, 0), Format: tar.FormatGNU}
	if f.Dir {
		h.Typeflag, h.Name = tar.TypeDir, h.Name+"/"
		return tw.WriteHeader(h)
	}
	if f.Link != "" {
		h.Typeflag, h.Linkname = tar.TypeSymlink, f.Link
		return tw.WriteHeader(h)
	}
	content, size, err := f.open()
	if err != nil {
		return err
	}
	defer content.Close()
	h.Typeflag, h.Size = tar.TypeReg, size
	if err := tw.WriteHeader(h); err != nil {
		return err
	}
	_, err = io.Copy(tw, content)
	return err
}

func (f File) open() (io.ReadCloser, int64, error) {
	if f.Source == "" {
		return io.NopCloser(bytes.NewReader(f.Data)), int64(len(f.Data)), nil
	}
	file, err := os.Open(f.Source)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	return file, info.Size(), nil
}
