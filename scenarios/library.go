package scenarios

import (
	"embed"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"firedrill/internal/source"
)

//go:embed *.yaml
var library embed.FS

// Library reads all scenarios that ship with this binary, sorted by name.
func Library(cat Catalogue) ([]*Scenario, error) {
	var all []*Scenario
	var errs []error
	for _, name := range Names() {
		s, err := Find(name, cat)
		errs = append(errs, err)
		all = append(all, s)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return all, nil
}

// Names lists the scenarios that ship with this binary, sorted.
func Names() []string {
	files, err := fs.Glob(library, "*.yaml")
	if err != nil {
		panic(err) // only a bad pattern is an error
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(f, path.Ext(f))
	}
	slices.Sort(files)
	return files
}

// Find reads one scenario of the library. The error of an unknown name is a source.Mistake that names the nearest.
func Find(name string, cat Catalogue) (*Scenario, error) {
	if !slices.Contains(Names(), name) {
		return nil, source.Unknown("scenario", name, Names())
	}
	src, err := library.ReadFile(name + ".yaml")
	if err != nil {
		return nil, err
	}
	return Parse("scenarios/"+name+".yaml", src, cat)
}
