package prompt

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// FilterNames are the built-in filters.
var FilterNames = []string{"grep", "head", "tail", "wc"}

// Filter is one built-in filter with its arguments.
type Filter struct {
	Name    string
	Pattern *regexp.Regexp // of grep
	Invert  bool           // of grep
	Lines   int            // of head and tail
	Columns string         // of wc: some of l, w, c
}

// filtersOf parses the stages of a pipe after the command.
func filtersOf(stages [][]token) ([]Filter, error) {
	var out []Filter
	for _, stage := range stages {
		f, err := filterOf(texts(stage))
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func filterOf(words []string) (Filter, error) {
	switch words[0] {
	case "grep":
		return grepOf(words[1:])
	case "head", "tail":
		return cutOf(words[0], words[1:])
	case "wc":
		return countOf(words[1:])
	}
	return Filter{}, &Mistake{fmt.Sprintf("unknown filter %q", words[0]), "a command can be piped to " + strings.Join(FilterNames, ", ")}
}

// grepOf parses "grep [-i] [-v] [-E | -F] PATTERN".
func grepOf(args []string) (Filter, error) {
	const usage = "grep [-i] [-v] [-E | -F] PATTERN"
	f := Filter{Name: "grep"}
	set := map[rune]bool{}
	for len(args) > 0 && len(args[0]) > 1 && args[0][0] == '-' {
		options := args[0][1:]
		args = args[1:]
		if options == "-" {
			break
		}
		for _, o := range options {
			if !strings.ContainsRune("ivEF", o) {
				return f, &Mistake{fmt.Sprintf("grep does not take %q", "-"+options), usage}
			}
			set[o] = true
		}
	}
	if len(args) != 1 {
		return f, &Mistake{fmt.Sprintf("grep takes one pattern, not %d", len(args)), usage + "; put a pattern of several words in quotes"}
	}
	pattern := args[0]
	switch {
	case set['F']:
		pattern = regexp.QuoteMeta(pattern)
	case !set['E']:
		pattern = basic(pattern)
	}
	if set['i'] {
		pattern = "(?i)" + pattern
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return f, &Mistake{fmt.Sprintf("pattern %q: %s", args[0], reason(err)), "grep -F takes it as it is"}
	}
	f.Pattern, f.Invert = re, set['v']
	return f, nil
}

func reason(err error) string {
	_, text, _ := strings.Cut(err.Error(), "error parsing regexp: ")
	return text
}

// basic converts a basic regular expression to an extended one: in a basic one, + ? ( ) { } | are special only after
// a backslash.
func basic(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			i++
			if strings.IndexByte("+?(){}|", pattern[i]) < 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(pattern[i])
		case strings.IndexByte("+?(){}|", c) >= 0:
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// defaultCut is the default number of lines of head and tail.
const defaultCut = 10

// cutOf parses "head [-n N | -N]", or tail.
func cutOf(name string, args []string) (Filter, error) {
	usage := name + " [-n N]"
	f := Filter{Name: name, Lines: defaultCut}
	number := ""
	switch {
	case len(args) == 0:
		return f, nil
	case len(args) == 2 && args[0] == "-n":
		number = args[1]
	case len(args) == 1 && strings.HasPrefix(args[0], "-n"):
		number = args[0][2:]
	case len(args) == 1 && strings.HasPrefix(args[0], "-"):
		number = args[0][1:]
	default:
		return f, &Mistake{fmt.Sprintf("%s does not take %q", name, strings.Join(args, " ")), usage}
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n > 1_000_000 || strings.HasPrefix(number, "+") {
		return f, &Mistake{fmt.Sprintf("%s does not take %q", name, strings.Join(args, " ")), usage}
	}
	f.Lines = n
	return f, nil
}

// countOf parses "wc [-l] [-w] [-c]".
func countOf(args []string) (Filter, error) {
	f := Filter{Name: "wc"}
	for _, a := range args {
		for _, o := range strings.TrimPrefix(a, "-") {
			if !strings.HasPrefix(a, "-") || !strings.ContainsRune("lwc", o) {
				return f, &Mistake{fmt.Sprintf("wc does not take %q", a), "wc [-l] [-w] [-c]"}
			}
		}
		f.Columns += strings.TrimPrefix(a, "-")
	}
	if f.Columns == "" {
		f.Columns = "lwc"
	}
	return f, nil
}

// Pipe returns a writer that passes its input through the filters to w, line by line. Close flushes them. enough is
// called when further input cannot change the output; it may be called again.
func Pipe(filters []Filter, w io.Writer, enough func()) io.WriteCloser {
	var next io.WriteCloser = end{w}
	for _, f := range slices.Backward(filters) {
		next = &lines{to: f.sieve(next, enough), next: next}
	}
	return next
}

// end is the writer after the last filter. The pipe does not close it.
type end struct{ io.Writer }

func (end) Close() error { return nil }
