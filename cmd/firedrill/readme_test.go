package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	shell  = regexp.MustCompile("(?s)```sh\n(.*?)```")
	called = regexp.MustCompile(`(?m)^\s*(?:bin/)?firedrill ([^#\n]+)`)
	linked = regexp.MustCompile(`\]\(([^)]+\.md)\)`)
	target = regexp.MustCompile("make ([a-z-]+)")
)

// TestTheReadmeIsTrue looks whether each command and flag that it shows is there, each page that it links to, and each
// target that it names.
func TestTheReadmeIsTrue(t *testing.T) {
	root := filepath.Join("..", "..")
	text := readFile(t, root, "README.md")
	makefile := readFile(t, root, "Makefile")
	var blocks strings.Builder
	for _, b := range shell.FindAllStringSubmatch(text, -1) {
		blocks.WriteString(b[1])
	}
	calls := called.FindAllStringSubmatch(blocks.String(), -1)
	if len(calls) < 8 {
		t.Fatalf("only %d calls of firedrill found", len(calls))
	}
	for _, c := range calls {
		words := strings.Fields(c[1])
		a := &app{}
		cmd, rest, err := a.root().Find(words)
		if err != nil || cmd.Name() != words[0] {
			t.Errorf("README calls %q: no such command", c[0])
			continue
		}
		for _, w := range rest {
			if name, ok := strings.CutPrefix(w, "--"); ok && cmd.Flags().Lookup(name) == nil && cmd.InheritedFlags().Lookup(name) == nil {
				t.Errorf("README calls %q: %q has no flag %q", strings.TrimSpace(c[0]), cmd.Name(), w)
			}
		}
	}
	for _, l := range linked.FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join(root, l[1])); err != nil {
			t.Errorf("README links to %q: %v", l[1], err)
		}
	}
	for _, m := range target.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(makefile, "\n"+m[1]+":") {
			t.Errorf("README names %q, which the Makefile does not have", m[0])
		}
	}
}

func readFile(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
