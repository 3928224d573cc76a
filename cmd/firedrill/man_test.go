package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMan_EveryVisibleCommandHasAPage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "man1")
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	var out, bad bytes.Buffer
	if code := run(t.Context(), []string{"man", dir}, nil, strings.NewReader(""), &out, &bad); code != 0 {
		t.Fatalf("exit code %d: %s", code, &bad)
	}
	for _, c := range (&app{}).root().Commands() {
		text, err := os.ReadFile(filepath.Join(dir, "firedrill-"+c.Name()+".1"))
		switch {
		case c.Hidden && err == nil:
			t.Errorf("the hidden command %q has a page", c.Name())
		case !c.Hidden && c.Name() != "help" && !strings.Contains(string(text), "firedrill-"+c.Name()+" - "+c.Short):
			t.Errorf("the page of %q does not have its summary: %v", c.Name(), err)
		}
	}
}

func TestMan_TheDateIsThatOfTheSource(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	dir := t.TempDir()
	if err := writeManPages((&app{}).root(), dir); err != nil {
		t.Fatal(err)
	}
	text := readFile(t, dir, "firedrill.1")
	if !strings.Contains(text, `"Nov 2023"`) || strings.Contains(text, "Auto generated") {
		t.Errorf("%.200s", text)
	}
}
