package prompt

import (
	"fmt"
	"slices"
	"strings"
)

// Verbs that take the rest of the line as it is.

// parseStatement reads what stands after "sql": flags, then a statement. A statement without quotes is the rest of the line
// as it is, but for a pipe to a filter. One that begins with a quote is read as a shell would read it.
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
		return Line{}, &Mistake{fmt.Sprintf("flag %q stands behind the statement", late), "sql " + late + " ... STATEMENT"}
	}
	return whole("sql", flags, filters, statement), nil
}

// quotedStatement reads statements in quotes. One whose quotes end early, such as 'SELECT 'a”, would silently be another.
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

// parseCacheCommand reads what stands after "redis": flags, then words with redis-cli's quotes.
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

// whole puts a line together whose arguments are no flags, whatever they begin with.
func whole(verb string, flags []string, filters []Filter, args ...string) Line {
	words := append([]string{verb}, flags...)
	if len(args) > 0 && args[0] != "" {
		words = append(append(words, "--"), args...)
	}
	return Line{Words: words, Filters: filters}
}

// parseDiagnosis reads what stands after "diagnose": two words, then evidence as it is.
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

// switches are the flags of "sql" and "redis" that take no value.
var switches = []string{"--json", "--help", "-h"}

// cutFlags takes the flags before the first other word.
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

// lateFlag finds a flag of ours at the end of a statement, where the database would take it for a comment.
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

// quoting finds where a part in quotes that begins at a byte of a text ends; at itself where none begins there.
type quoting func(text string, at int) (end int)

// statementQuotes knows SQL's quotes: 'a', "a" and $tag$a$tag$.
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

// cacheQuotes knows redis-cli's quotes, which begin at a word's start.
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

// after is the byte behind the next mark, or the text's end.
func after(text string, from int, mark string) int {
	if i := strings.Index(text[from:], mark); i >= 0 {
		return from + i + len(mark)
	}
	return len(text)
}

func blank(c byte) bool { return strings.IndexByte(blanks, c) >= 0 }

// cutPipe splits off the filters. A "|" outside of quotes counts only where a filter's name follows it; every other one is
// the statement's.
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
