package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"firedrill/scenarios"

	"github.com/mattn/go-shellwords"
)

var (
	shell  = regexp.MustCompile("(?s)```sh\n(.*?)```")
	called = regexp.MustCompile(`(?m)^\s*(?:\$ )?(?:bin/)?firedrill ([^#\n]+)`)
	inline = regexp.MustCompile("`firedrill\\s([^`]+)`")
)

// TestThePagesAreTrue looks for each command, flag and scenario that the pages for a first day show.
func TestThePagesAreTrue(t *testing.T) {
	root := filepath.Join("..", "..")
	tests := []struct {
		page   string
		blocks *regexp.Regexp // whose first group holds commands
		least  int            // calls that it is known to hold
	}{
		{"README.md", shell, 8},
		{"CONTRIBUTING.md", shell, 8},
		{"docs/teaching.md", nil, 40},
	}
	for _, tt := range tests {
		text := readFile(t, root, tt.page)
		calls := callsIn(text, tt.blocks)
		if len(calls) < tt.least {
			t.Errorf("%s: only %d calls of firedrill found", tt.page, len(calls))
		}
		for _, c := range calls {
			if wrong := misread(c); wrong != "" {
				t.Errorf("%s calls \"firedrill %s\": %s", tt.page, c, wrong)
			}
		}
	}
}

// callsIn finds the calls of firedrill in a page: those at a line's beginning in its blocks, or in all of it where it has
// no blocks, and those that stand in a sentence.
func callsIn(text string, blocks *regexp.Regexp) []string {
	lines := text
	if blocks != nil {
		var all strings.Builder
		for _, b := range blocks.FindAllStringSubmatch(text, -1) {
			all.WriteString(b[1])
		}
		lines = all.String()
	}
	var calls []string
	for _, m := range append(called.FindAllStringSubmatch(lines, -1), inline.FindAllStringSubmatch(text, -1)...) {
		calls = append(calls, strings.TrimSpace(m[1]))
	}
	return calls
}

// misread says what is wrong with a call; "" if nothing is.
func misread(call string) string {
	words, err := shellwords.Parse(call)
	if err != nil {
		return err.Error()
	}
	cmd, rest, err := (&app{}).root().Find(words)
	if err != nil || cmd.Name() != words[0] {
		return "no such command"
	}
	drilled := slices.Contains([]string{"run", "show", "oncall", "class"}, cmd.Name())
	for i, w := range rest {
		name, _, _ := strings.Cut(strings.TrimPrefix(w, "--"), "=")
		flag := cmd.Flags().Lookup(name)
		if flag == nil {
			flag = cmd.InheritedFlags().Lookup(name)
		}
		short := len(w) == 2 && w[0] == '-' && w != "--"
		switch {
		case w == "--":
			return ""
		case strings.HasPrefix(w, "--") && flag == nil, short && cmd.Flags().ShorthandLookup(w[1:]) == nil:
			return fmt.Sprintf("no flag %q", w)
		case strings.HasPrefix(w, "-") || i > 0 && strings.HasPrefix(rest[i-1], "--"):
		case drilled && w == strings.ToLower(w) && !strings.HasSuffix(w, ".yaml") && !slices.Contains(scenarios.Names(), w):
			return fmt.Sprintf("no scenario %q", w)
		}
	}
	return ""
}

func TestAPageThatIsNotTrueIsFound(t *testing.T) {
	tests := map[string]string{
		"run db-outage --lab hardened":                     "",
		"run my-drill.yaml":                                "",
		"show SCENARIO --answer":                           "",
		"logs nginx -n 3":                                  "",
		"exec nginx -- nginx --no-flag-of-ours":            "",
		"sql 'SELECT 1' --as shop":                         "",
		"run --seed=7 db-lock":                             "",
		"runs db-outage":                                   "no such command",
		"run db-outage --labs-of-mine x":                   "no flag \"--labs-of-mine\"",
		"logs nginx -x":                                    "no flag \"-x\"",
		"class --for ann,ben redis-forzen":                 "no scenario \"redis-forzen\"",
		"sql \"SELECT":                                     "invalid command line string",
		"class --for ann,ben --seed 3 redis-frozen db-log": "no scenario \"db-log\"",
	}
	for call, want := range tests {
		if got := misread(call); got != want {
			t.Errorf("%s: %q, want %q", call, got, want)
		}
	}
	if got := callsIn("Say `firedrill list`.\n\n    firedrill top    # what is used\n    $ firedrill cert\nfiredrilled\n", nil); !slices.Equal(got, []string{"top", "cert", "list"}) {
		t.Errorf("%q", got)
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
