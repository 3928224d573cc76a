package prompt

import (
	"fmt"
	"slices"
	"strings"
)

// Verbs that take the rest of the line literally.

// parseStatement parses what follows "sql": flags, then a statement. An unquoted statement is the literal rest of the
// line, except for a pipe to a filter. One that begins with a quote is parsed as a shell does.
func parseStatement(text string) (Line, error) {
	flags, rest := cutFlags(text)
	if strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, `"`) {
		return quotedStatement(flags, rest)
	}
	statement, filters, err := cutPipe(rest, statementQuotes)
	if err != nil {
		return Line{}, err
	}
	if late := lateFlag(statement); late != "" {
		return Line{}, &Mistake{fmt.Sprintf("flag %q must come before the statement", late), "sql " + late + " ... STATEMENT"}
	}
	return whole("sql", flags, filters, statement), nil
}

// quotedStatement parses quoted statements. It refuses one whose quotes end early, as in 'SELECT 'a”, because it
// would silently become a different statement.
func quotedStatement(flags []string, text string) (Line, error) {
	stages, err := split(text)
	if err != nil {
		return Line{}, err
	}
	filters, err := filtersOf(stages[1:])
	if err != nil {
		return Line{}, err
	}
	for _, t := range stages[0] {
		if t.quoted && t.joined {
			return Line{}, &Mistake{"the statement goes on after its closing quote", "leave out the quotes around the statement"}
		}
	}
	return Line{Words: slices.Concat([]string{"sql"}, flags, texts(stages[0])), Filters: filters}, nil
}

// parseCacheCommand parses what follows "redis": flags, then words with redis-cli's quoting.
func parseCacheCommand(text string) (Line, error) {
	flags, rest := cutFlags(text)
	command, filters, err := cutPipe(rest, cacheQuotes)
	if err != nil {
		return Line{}, err
	}
	words, err := cacheWords(command)
	if err != nil {
		return Line{}, err
	}
	return whole("redis", flags, filters, words...), nil
}

// whole builds a line whose arguments are never flags, whatever they begin with.
func whole(verb string, flags []string, filters []Filter, args ...string) Line {
	words := append([]string{verb}, flags...)
	if len(args) > 0 && args[0] != "" {
		words = append(append(words, "--"), args...)
	}
	return Line{Words: words, Filters: filters}
}

// parseDiagnosis parses what follows "diagnose": two words, then literal evidence.
func parseDiagnosis(text string) (Line, error) {
	words := []string{"diagnose"}
	component, rest := cutWord(text)
	mechanism, evidence := cutWord(rest)
	for _, w := range []string{component, mechanism} {
		if w != "" {
			words = append(words, w)
		}
	}
	if n := len(evidence); n >= 2 && evidence[0] == evidence[n-1] && strings.IndexByte(`'"`, evidence[0]) >= 0 {
		evidence = evidence[1 : n-1]
	}
	if evidence != "" {
		words = append(words, evidence)
	}
	return Line{Words: words}, nil
}

// switches are the flags of "sql" and "redis" without a value.
var switches = []string{"--json", "--help", "-h"}

// cutFlags cuts the flags before the first other word.
func cutFlags(text string) (flags []string, rest string) {
	for {
		word, after := cutWord(text)
		switch {
		case word == "--":
			return flags, after
		case slices.Contains(switches, word) || strings.HasPrefix(word, "--") && strings.Contains(word, "="):
			flags, text = append(flags, word), after
		case strings.HasPrefix(word, "--"):
			value, further := cutWord(after)
			flags, text = append(flags, word), further
			if value != "" {
				flags = append(flags, value)
			}
		default:
			return flags, trim(text)
		}
	}
}

// lateFlag finds one of our flags at the end of a statement, where the database would treat it as a comment.
func lateFlag(statement string) string {
	words := strings.Fields(statement)
	for i, w := range words {
		name, _, _ := strings.Cut(w, "=")
		if i > 0 && i >= len(words)-2 && slices.Contains([]string{"--json", "--as", "--on", "--within", "--lab"}, name) {
			return name
		}
	}
	return ""
}

// quoting returns the end of the quoted part that begins at a byte offset, or the offset itself if none begins there.
type quoting func(text string, at int) (end int)

// statementQuotes recognizes SQL's quotes: 'a', "a" and $tag$a$tag$.
func statementQuotes(text string, at int) int {
	switch c := text[at]; c {
	case '\'', '"':
		return after(text, at+1, string(c))
	case '$':
		tag := strings.IndexByte(text[at+1:], '$')
		if tag >= 0 && strings.Trim(text[at+1:at+1+tag], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" {
			mark := text[at : at+tag+2]
			return after(text, at+len(mark), mark)
		}
	}
	return at
}

// cacheQuotes recognizes redis-cli's quotes, which begin at the start of a word.
func cacheQuotes(text string, at int) int {
	if at > 0 && !blank(text[at-1]) || strings.IndexByte(`'"`, text[at]) < 0 {
		return at
	}
	for i := at + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[at]:
			return i + 1
		}
	}
	return len(text)
}

// after returns the offset after the next mark, or the end of the text.
func after(text string, from int, mark string) int {
	if i := strings.Index(text[from:], mark); i >= 0 {
		return from + i + len(mark)
	}
	return len(text)
}

func blank(c byte) bool { return strings.IndexByte(blanks, c) >= 0 }

// cutPipe splits off the filters. An unquoted "|" counts only before a filter's name; any other belongs to the
// statement.
func cutPipe(text string, quotes quoting) (head string, filters []Filter, err error) {
	for i := 0; i < len(text); i++ {
		if end := quotes(text, i); end > i {
			i = end - 1
			continue
		}
		if text[i] != '|' || i > 0 && text[i-1] == '|' {
			continue
		}
		if name, _ := cutWord(text[i+1:]); !slices.Contains(FilterNames, name) {
			continue
		}
		stages, err := split(text[i+1:])
		if err != nil {
			return "", nil, err
		}
		filters, err := filtersOf(stages)
		return trim(text[:i]), filters, err
	}
	return text, nil, nil
}
