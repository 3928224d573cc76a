// Package pages generates files of the repository from its code and data: the manual of the faults, the page of the
// drills, the hop tables of the grading page, and the published schema of scenarios. "go generate ./internal/pages"
// writes them.
package pages

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"firedrill/chaos/catalogue"
	"firedrill/chaos/manual"
	"firedrill/internal/jsonl"
	"firedrill/internal/library"
	"firedrill/internal/settings"
	"firedrill/internal/verify"
	"firedrill/internal/verify/trials"
	"firedrill/scenarios"

	"github.com/spf13/pflag"
)

//go:generate go run ./gen

// The input files, relative to the repository's root.
const (
	killed    = "chaos/manual/testdata/killed.jsonl" // written by "make proof-kill-kinds"
	quietBook = "docs/verified.json"                 // written by "make verify"
	busyBook  = "docs/verified-busy.json"            // written by "make proof-busy"
)

// Page is one generated file.
type Page struct {
	Path string                            // relative to the repository's root
	Make func(root string) ([]byte, error) // returns the content of the file
}

// All lists the generated files.
func All() []Page {
	return []Page{
		{"docs/faults.md", faults},
		{"docs/drills.md", drills},
		{"docs/grading.md", grading},
		{"scenarios/schema.json", func(string) ([]byte, error) { return scenarios.Schema(library.Faults()), nil }},
	}
}

// faults generates the manual of all fault kinds.
func faults(root string) ([]byte, error) {
	f, err := os.Open(filepath.Join(root, killed))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := jsonl.Read[manual.Killed](f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", killed, err)
	}
	var b bytes.Buffer
	err = manual.Write(&b, catalogue.All(), rows)
	return b.Bytes(), err
}

// drills generates the page of the library's drills, with their verification results on the built-in labs.
func drills(root string) ([]byte, error) {
	all, err := scenarios.Library(library.Faults())
	if err != nil {
		return nil, err
	}
	book, err := verify.OpenBook(filepath.Join(root, quietBook))
	if err != nil {
		return nil, err
	}
	var flags pflag.FlagSet
	settings.Flags(&flags)
	labs, err := settings.Load(&flags)
	if err != nil {
		return nil, err
	}
	now, err := trials.Expected(all, labs.Find)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = verify.Page(&b, all, book, now)
	return b.Bytes(), err
}

// grading replaces the hop tables of the grading page. The rest of that page is written by hand.
func grading(root string) ([]byte, error) {
	all, err := scenarios.Library(library.Faults())
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(root, "docs/grading.md"))
	if err != nil {
		return nil, err
	}
	page := string(text)
	for machine, path := range map[string]string{"quiet": quietBook, "busy": busyBook} {
		book, err := verify.OpenBook(filepath.Join(root, path))
		if err != nil {
			return nil, err
		}
		table := verify.HopMatrix(all, book)
		if page, err = between(page, "<!-- hops on a "+machine+" machine -->\n", "<!-- end of hops -->", table.Markdown()); err != nil {
			return nil, err
		}
	}
	return []byte(page), nil
}

// between replaces the text between two marks.
func between(text, from, to, with string) (string, error) {
	head, rest, ok := strings.Cut(text, from)
	_, tail, closed := strings.Cut(rest, to)
	if !ok || !closed {
		return "", fmt.Errorf("no text between %q and %q", from, to)
	}
	return head + from + with + to + tail, nil
}
