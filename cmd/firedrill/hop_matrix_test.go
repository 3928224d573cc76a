package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"firedrill/internal/library"
	"firedrill/internal/verify"
	"firedrill/scenarios"
)

// gradingPage holds a confusion matrix of hops for each of these books, between two comments.
const gradingPage = "../../docs/grading.md"

var hopBooks = map[string]string{"quiet": drillsBook, "busy": "../../docs/verified-busy.json"}

func TestTheGradingPage_HasTheHopMatrices(t *testing.T) {
	all, err := scenarios.Library(library.Faults())
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(gradingPage)
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for machine, path := range hopBooks {
		book, err := verify.OpenBook(path)
		if err != nil {
			t.Fatal(err)
		}
		m := verify.HopMatrix(all, book)
		if want, err = between(want, "<!-- hops on a "+machine+" machine -->\n", "<!-- end of hops -->", m.Markdown()); err != nil {
			t.Fatal(err)
		}
	}
	if *update {
		if err := os.WriteFile(gradingPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(text) != want {
		t.Error("docs/grading.md does not have the hops of the books: make pages")
	}
}

// between replaces what stands between two marks.
func between(text, from, to, with string) (string, error) {
	head, rest, ok := strings.Cut(text, from)
	_, tail, closed := strings.Cut(rest, to)
	if !ok || !closed {
		return "", fmt.Errorf("no text between %q and %q", from, to)
	}
	return head + from + with + to + tail, nil
}
