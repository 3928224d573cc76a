package debian

import (
	"bytes"
	"debug/elf"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"firedrill/stack/images/imagetar"
)

// missing is a file that no unpacked package contains.
type missing struct{ what, neededBy string }

func (m missing) Error() string {
	return fmt.Sprintf("no package brings %q, which %q needs", m.what, m.neededBy)
}

// closure selects files of a tree, each with everything that it needs to run: the targets of its links, its loader and
// libraries, and theirs in turn.
type closure struct {
	all  imagetar.Tree
	libs map[string]string // path of each library, by the name that programs use
	kept imagetar.Tree
}

func newClosure(all imagetar.Tree) *closure {
	c := &closure{all: all, libs: map[string]string{}, kept: imagetar.Tree{}}
	for _, p := range slices.Sorted(maps.Keys(all)) {
		if isLibrary(p) && c.libs[path.Base(p)] == "" {
			c.libs[path.Base(p)] = p
		}
	}
	return c
}

// isLibrary reports that the file is in a folder that the loader searches.
func isLibrary(p string) bool {
	if !strings.Contains(path.Base(p), ".so") {
		return false
	}
	for _, dir := range []string{"/usr/lib", "/usr/lib64", "/usr/lib/*-linux-gnu*"} {
		if ok, _ := path.Match(dir, path.Dir(p)); ok {
			return true
		}
	}
	return false
}

// keep adds every file that matches a pattern, and reports whether there is one.
func (c *closure) keep(pattern string) (bool, error) {
	found := false
	for _, p := range slices.Sorted(maps.Keys(c.all)) {
		if !matches(pattern, p) {
			continue
		}
		found = true
		if err := c.add(p, pattern); err != nil {
			return true, err
		}
	}
	return found, nil
}

func matches(pattern, p string) bool {
	if !strings.HasSuffix(pattern, "/") {
		ok, _ := path.Match(pattern, p)
		return ok
	}
	depth := strings.Count(pattern, "/")
	parts := strings.SplitAfter(p, "/")
	if len(parts) <= depth {
		return false
	}
	ok, _ := path.Match(strings.TrimSuffix(pattern, "/"), strings.TrimSuffix(strings.Join(parts[:depth], ""), "/"))
	return ok
}

func (c *closure) add(p, neededBy string) error {
	if _, ok := c.kept[p]; ok {
		return nil
	}
	f, ok := c.all[p]
	if !ok {
		return missing{what: p, neededBy: neededBy}
	}
	c.kept[p] = f
	if f.Link != "" {
		return c.add(f.Link, p)
	}
	needs, err := linkedTo(f.Data)
	if err != nil {
		return fmt.Errorf("read %q: %w", p, err)
	}
	for _, n := range needs {
		at := merged(n)
		if !strings.HasPrefix(n, "/") {
			at = c.libs[n]
		}
		if at == "" {
			return missing{what: n, neededBy: p}
		}
		if err := c.add(at, p); err != nil {
			return err
		}
	}
	return nil
}

// linkedTo lists what a program needs to be loaded: its loader by path, and libraries by name. Other files need
// nothing.
func linkedTo(content []byte) ([]string, error) {
	if !bytes.HasPrefix(content, []byte(elf.ELFMAG)) {
		return nil, nil
	}
	f, err := elf.NewFile(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	libs, err := f.ImportedLibraries()
	if err != nil {
		return nil, err
	}
	for _, p := range f.Progs {
		if p.Type != elf.PT_INTERP {
			continue
		}
		loader, err := io.ReadAll(p.Open())
		if err != nil {
			return nil, err
		}
		libs = append(libs, strings.TrimRight(string(loader), "\x00"))
	}
	return libs, nil
}
