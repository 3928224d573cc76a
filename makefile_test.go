package firedrill_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	rule      = regexp.MustCompile(`(?m)^([a-z-]+):.*$`)
	explained = regexp.MustCompile(`^[a-z-]+:.*## \S`)
	called    = regexp.MustCompile("(?m)(?:`|^)make ([a-z-]+)")
)

// TestMakefile_HelpListsEveryTarget reads what "make help" prints: the text after ## of each rule.
func TestMakefile_HelpListsEveryTarget(t *testing.T) {
	rules := rule.FindAllStringSubmatch(text(t, "Makefile"), -1)
	if len(rules) < 20 {
		t.Errorf("only %d rules found", len(rules))
	}
	for _, r := range rules {
		if r[1] != "all" && !explained.MatchString(r[0]) {
			t.Errorf("target %q has no text after ##", r[1])
		}
	}
}

func TestMakefile_HasEveryTargetThatAPageNames(t *testing.T) {
	makefile := text(t, "Makefile")
	found := 0
	for _, page := range pages(t) {
		for _, m := range called.FindAllStringSubmatch(text(t, page), -1) {
			found++
			if !strings.Contains(makefile, "\n"+m[1]+":") {
				t.Errorf("%s names %q, which the Makefile does not have", page, m[0])
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d targets found", found)
	}
}

// TestMakefile_IsReadWithoutGo runs a target that needs no Go where there is none: make must not complain while it reads the
// Makefile.
func TestMakefile_IsReadWithoutGo(t *testing.T) {
	bin := t.TempDir()
	tools(t, bin, "make", "awk")
	cmd := exec.Command(filepath.Join(bin, "make"), "help")
	cmd.Env = []string{"PATH=" + bin}
	var out, bad bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &bad
	if err := cmd.Run(); err != nil || bad.Len() > 0 || !strings.Contains(out.String(), "\ndrill ") {
		t.Errorf("%v\n%s%s", err, &out, &bad)
	}
}
