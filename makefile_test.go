package firedrill_test

import (
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
