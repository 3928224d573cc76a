// Package prompt owns the command line of an on-call round: splitting a line into words and filters, the built-in
// filters, completion, and the terminal's line editor. It runs no command and knows no lab.
package prompt

import "strings"

// Line is one command line.
type Line struct {
	Words   []string // the verb first; empty for an empty line
	Filters []Filter // in order
}

// Mistake is the error of a line that cannot run.
type Mistake struct{ Message, Advice string }

func (m *Mistake) Error() string { return m.Message }

// Hint returns what to type instead.
func (m *Mistake) Hint() string { return m.Advice }

// Parse splits a line. Most verbs take words with shell quoting. Three take the rest of the line literally: "sql" a
// statement, "redis" words with redis-cli's quoting, "diagnose" its evidence. The output of every verb except
// "diagnose" can be piped to the built-in filters; any other shell operator is a mistake.
func Parse(text string) (Line, error) {
	verb, rest := cutWord(text)
	if verb == "firedrill" {
		verb, rest = cutWord(rest)
	}
	switch verb {
	case "":
		return Line{}, nil
	case "sql":
		return parseStatement(rest)
	case "redis":
		return parseCacheCommand(rest)
	case "diagnose":
		return parseDiagnosis(rest)
	}
	return parseWords(verb + " " + rest)
}

// parseWords splits a line of words and filters as a shell does.
func parseWords(text string) (Line, error) {
	stages, err := split(text)
	if err != nil {
		return Line{}, err
	}
	filters, err := filtersOf(stages[1:])
	if err != nil {
		return Line{}, err
	}
	if len(stages[0]) == 0 {
		return Line{}, &Mistake{"nothing stands before \"|\"", "a command, then | grep, head, tail or wc"}
	}
	return Line{Words: texts(stages[0]), Filters: filters}, nil
}

// cutWord cuts the first word at white space.
func cutWord(text string) (word, rest string) {
	text = trim(text)
	i := strings.IndexAny(text, blanks)
	if i < 0 {
		return text, ""
	}
	return text[:i], trim(text[i:])
}

// blanks are the characters that separate words.
const blanks = " \t\n\v\f\r"

func trim(text string) string { return strings.Trim(text, blanks) }

func texts(tokens []token) []string {
	var out []string
	for _, t := range tokens {
		out = append(out, t.text)
	}
	return out
}
