package firedrill_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
	unlinked = regexp.MustCompile("[^a-z0-9 _-]")
	fenced   = regexp.MustCompile("(?ms)^ *```.*?^ *```")
	path     = regexp.MustCompile("`((?:cmd|chaos|internal|stack|scenarios)(?:/[a-zA-Z0-9_.]+)*)`")
)

// TestPages_LinksLeadSomewhere follows each link between the pages, to the heading that it names.
func TestPages_LinksLeadSomewhere(t *testing.T) {
	for _, page := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(text(t, page), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			file, anchor, _ := strings.Cut(m[1], "#")
			to := page
			if file != "" {
				to = filepath.Join(filepath.Dir(page), file)
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s links to %s: %v", page, m[1], err)
			} else if anchor != "" && !anchors(text(t, to))[anchor] {
				t.Errorf("%s links to %s, which is no heading there", page, m[1])
			}
		}
	}
}

// TestPages_PathsExist looks for the packages and files that the pages for developers name.
func TestPages_PathsExist(t *testing.T) {
	for _, page := range []string{"CONTRIBUTING.md", "docs/architecture.md"} {
		named := path.FindAllStringSubmatch(text(t, page), -1)
		if len(named) < 15 {
			t.Errorf("only %d paths found in %s", len(named), page)
		}
		for _, m := range named {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("%s names %q: %v", page, m[1], err)
			}
		}
	}
}

// TestPages_ArchitectureNamesEveryPackage keeps the table of packages complete.
func TestPages_ArchitectureNamesEveryPackage(t *testing.T) {
	page := text(t, "docs/architecture.md")
	for _, top := range []string{"chaos", "cmd", "internal", "scenarios", "stack"} {
		err := filepath.WalkDir(top, func(dir string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if d.Name() == "testdata" {
				return fs.SkipDir
			}
			sources, err := filepath.Glob(filepath.Join(dir, "*.go"))
			if len(sources) > 0 && !strings.Contains(page, "`"+filepath.ToSlash(dir)+"`") {
				t.Errorf("docs/architecture.md does not name the package %s", dir)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func pages(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("docs/*.md")
	if err != nil || len(all) < 10 {
		t.Fatalf("%d pages: %v", len(all), err)
	}
	return append(all, "README.md", "CHANGELOG.md", "CONTRIBUTING.md")
}

// anchors are the names under which a page's headings can be linked, as GitHub makes them.
func anchors(page string) map[string]bool {
	found := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(page, ""), -1) {
		name := unlinked.ReplaceAllString(strings.ToLower(m[1]), "")
		found[strings.ReplaceAll(name, " ", "-")] = true
	}
	return found
}

func text(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
