package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"firedrill/chaos"
	"firedrill/internal/source"
	"firedrill/scenarios"
)

// scenario reads one by its name in the library, or from a file.
func (a *app) scenario(name string) (*scenarios.Scenario, error) {
	if !strings.ContainsAny(name, "/.") {
		return scenarios.Find(name, catalogue{chaos.Catalogue()})
	}
	src, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, source.Mistake{File: name, Message: "no such file", Hint: "firedrill list names the scenarios of the library"}
	}
	if err != nil {
		return nil, source.Mistake{File: name, Message: err.Error()}
	}
	return scenarios.Parse(name, src, catalogue{chaos.Catalogue()})
}
