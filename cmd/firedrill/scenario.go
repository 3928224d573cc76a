package main

import (
	"errors"
	"io/fs"
	"strings"

	"firedrill/internal/library"
	"firedrill/internal/regular"
	"firedrill/internal/source"
	"firedrill/scenarios"
)

// stdinFile is what a scenario from standard input is called in messages.
const stdinFile = "stdin.yaml"

// scenario reads one by its name in the library, from a file, or for "-" from standard input.
func (a *app) scenario(name string) (*scenarios.Scenario, error) {
	if name == "-" {
		src, err := regular.ReadAll(a.stdin)
		if err != nil {
			return nil, source.Mistake{File: stdinFile, Message: err.Error()}
		}
		return scenarios.Parse(stdinFile, src, library.Faults())
	}
	if !strings.ContainsAny(name, "/.") {
		return scenarios.Find(name, library.Faults())
	}
	src, err := regular.Read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, source.Mistake{File: name, Message: "no such file", Hint: "firedrill list names the scenarios of the library"}
	}
	if err != nil {
		return nil, source.Unreadable(name, err)
	}
	return scenarios.Parse(name, src, library.Faults())
}
