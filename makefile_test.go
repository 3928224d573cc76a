package firedrill_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	rule      = regexp.MustCompile(`(?m)^([a-z-]+):.*$`)
	explained = regexp.MustCompile(`^[a-z-]+:.*## \S`)
	tested    = regexp.MustCompile(`\$\(GO\) test (\./\S+) (.*)`)
	chosen    = regexp.MustCompile(`-(?:run|bench|fuzz) '?([^' ]+)`)
	test      = regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz)\w+)\(`)
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

// TestMakefile_ChoosesTestsThatExist looks for a test for each pattern of a recipe. "go test" passes when a pattern matches none.
func TestMakefile_ChoosesTestsThatExist(t *testing.T) {
	found := 0
	for _, recipe := range tested.FindAllStringSubmatch(text(t, "Makefile"), -1) {
		names := testsOf(t, recipe[1])
		for _, m := range chosen.FindAllStringSubmatch(recipe[2], -1) {
			for pattern := range strings.SplitSeq(m[1], "|") {
				if pattern == "^$$" { // none on purpose, beside -bench or -fuzz
					continue
				}
				found++
				if !slices.ContainsFunc(names, regexp.MustCompile(pattern).MatchString) {
					t.Errorf("no test of %s matches %q", recipe[1], pattern)
				}
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d patterns found", found)
	}
}

func testsOf(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		for _, m := range test.FindAllStringSubmatch(text(t, file), -1) {
			names = append(names, m[1])
		}
	}
	return names
}
