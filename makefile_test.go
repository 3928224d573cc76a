package firedrill_test

import (
	"os"
	"regexp"
	"testing"
)

var (
	rule      = regexp.MustCompile(`(?m)^([a-z-]+):.*$`)
	explained = regexp.MustCompile(`^[a-z-]+:.*## \S`)
)

// TestMakefile_HelpListsEveryTarget reads what "make help" prints: the text after ## of each rule.
func TestMakefile_HelpListsEveryTarget(t *testing.T) {
	text, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	rules := rule.FindAllStringSubmatch(string(text), -1)
	if len(rules) < 20 {
		t.Errorf("only %d rules found", len(rules))
	}
	for _, r := range rules {
		if r[1] != "all" && !explained.MatchString(r[0]) {
			t.Errorf("target %q has no text after ##", r[1])
		}
	}
}
