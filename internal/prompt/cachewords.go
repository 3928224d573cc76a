package prompt

import (
	"strconv"
	"strings"
)

// cacheWords splits a Redis command as redis-cli does: a quote counts only at the start of a word, and "..." supports
// \n, \r, \t, \a, \b and \xHH.
func cacheWords(text string) ([]string, error) {
	var words []string
	for at := 0; ; {
		for at < len(text) && blank(text[at]) {
			at++
		}
		if at == len(text) {
			return words, nil
		}
		end := cacheQuotes(text, at)
		if end == at {
			for end < len(text) && !blank(text[end]) {
				end++
			}
			words, at = append(words, text[at:end]), end
			continue
		}
		word, closed := unquoted(text[at:end])
		if !closed {
			return nil, unclosed(text, at)
		}
		if end < len(text) && !blank(text[end]) {
			return nil, &Mistake{"a word goes on after its closing quote: " + text[at:], `a quote inside of quotes is \" or \'`}
		}
		words, at = append(words, word), end
	}
}

// unquoted returns a word without its quotes; false if the closing one is missing.
func unquoted(word string) (text string, closed bool) {
	mark := word[0]
	var b strings.Builder
	for i := 1; i < len(word); i++ {
		switch c := word[i]; {
		case c == mark:
			return b.String(), true
		case c == '\\' && i+1 < len(word):
			r, size := escaped(word[i+1:], mark)
			b.WriteString(r)
			i += size
		default:
			b.WriteByte(c)
		}
	}
	return "", false
}

var escapes = map[byte]string{'n': "\n", 'r': "\r", 't': "\t", 'a': "\a", 'b': "\b"}

// escaped decodes the escape after a backslash, and returns its length in bytes.
func escaped(text string, mark byte) (string, int) {
	if mark == '\'' {
		if text[0] == '\'' {
			return "'", 1
		}
		return `\`, 0
	}
	if text[0] == 'x' && len(text) >= 3 {
		if n, err := strconv.ParseUint(text[1:3], 16, 8); err == nil {
			return string([]byte{byte(n)}), 3
		}
	}
	if e, ok := escapes[text[0]]; ok {
		return e, 1
	}
	return text[:1], 1
}
