package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"

	"firedrill"
	"firedrill/internal/regular"
	"firedrill/internal/source"
	"firedrill/stack"
)

// Shipped is the name of the built-in labs.yaml in Settings.File and in messages.
const Shipped = "labs.yaml (built in)"

// here is the file that is read by default if it exists.
const here = "labs.yaml"

// labsFile finds the labs.yaml: the named one, else the one in the working directory, else the built-in one.
func labsFile(named string) (name string, src []byte, bad *source.Mistake) {
	name = named
	if name == "" {
		name = here
	}
	src, err := regular.Read(name)
	switch {
	case err == nil:
		return name, src, nil
	case named == "" && errors.Is(err, fs.ErrNotExist):
		return Shipped, firedrill.Labs, nil
	case errors.Is(err, fs.ErrNotExist):
		return name, nil, &source.Mistake{File: name, Message: "no such file", Hint: "without --labs and FIREDRILL_LABS, the labs that ship are used"}
	}
	m := source.Unreadable(name, err)
	return name, nil, &m
}

// labsYAML is the content of a labs.yaml, before variables and flags are applied.
type labsYAML struct {
	top  map[string]any // settings at the top level, by key
	labs map[string]stack.Lab
}

// draft is a lab as written in its entry, before "extends" is resolved. Zero values are unset.
type draft struct {
	lab     stack.Lab
	extends source.Value
	parent  string
	shipped bool
}

// readLabs reads and checks a labs.yaml. The built-in labs can be used and extended too: a file holds only the
// differences, and a lab of the same name replaces the built-in one.
func readLabs(name string, src []byte) (labsYAML, source.Mistakes) {
	drafts := map[string]*draft{}
	_, root := source.Open(Shipped, firedrill.Labs)
	source.Read(root, &labsYAML{top: map[string]any{}}, topKeys(drafts))
	for _, d := range drafts {
		d.shipped = true
	}
	f, root := source.Open(name, src)
	out := labsYAML{top: map[string]any{}}
	source.Read(root, &out, topKeys(drafts))
	out.labs = extend(drafts)
	if bad := f.Mistakes(); len(bad) > 0 {
		return labsYAML{}, bad
	}
	return out, nil
}

func topKeys(drafts map[string]*draft) []source.Key[labsYAML] {
	keys := []source.Key[labsYAML]{{Name: "labs", Read: func(_ *labsYAML, v source.Value) {
		readDrafts(v, drafts)
	}}}
	for _, s := range table {
		if s.key != keyFile {
			keys = append(keys, source.Key[labsYAML]{Name: s.key, Read: func(l *labsYAML, v source.Value) { l.top[s.key] = readSetting(s, v) }})
		}
	}
	return keys
}

// readSetting reads the value of one setting.
func readSetting(s setting, v source.Value) string {
	text := v.Text()
	if text != "" && s.check != nil {
		if message, hint := s.check(text); message != "" {
			v.Mistake(message, hint)
		}
	}
	return text
}

var labName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func readDrafts(v source.Value, drafts map[string]*draft) {
	entries := v.Entries()
	for _, e := range entries {
		if !labName.MatchString(e.Key) {
			e.Name.Mistake(fmt.Sprintf("%q cannot be a lab's name", e.Key), "use lower case words with dashes between")
		}
		d := &draft{lab: stack.Lab{Name: e.Key, Services: map[string]stack.Service{}}}
		source.Read(e.Value, d, labKeys)
		drafts[e.Key] = d
	}
	if entries != nil && len(entries) == 0 {
		v.Mistake("there is no lab", "name one, such as \"mine: {extends: fragile}\", or leave the key out")
	}
}

func sortedNames[T any](labs map[string]T) []string { return slices.Sorted(maps.Keys(labs)) }
