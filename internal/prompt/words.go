package prompt

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// token is one word without its quotes.
type token struct {
	text   string
	quoted bool // it began with a quote
	joined bool // the word continued after the closing quote
}

// splitter splits a text into words and pipe stages.
type splitter struct {
	text string
	at   int

	stages [][]token
	word   strings.Builder
	open   bool // a word has begun
	now    token
}

// split splits a text at white space and at "|". It returns at least one stage; only the first may be empty.
func split(text string) ([][]token, error) {
	s := &splitter{text: text, stages: [][]token{nil}}
	for s.at < len(text) {
		if err := s.step(); err != nil {
			return nil, err
		}
	}
	s.end()
	if n := len(s.stages); n > 1 && len(s.stages[n-1]) == 0 {
		return nil, errNoFilter
	}
	return s.stages, nil
}

var errNoFilter = &Mistake{"nothing stands after \"|\"", "grep, head, tail or wc"}

// step reads one character, or one quoted part.
func (s *splitter) step() error {
	switch c := s.text[s.at]; c {
	case ' ', '\t', '\n', '\v', '\f', '\r':
		s.end()
		s.at++
		return nil
	case '\'':
		return s.quote('\'', "")
	case '"':
		return s.quote('"', "\"\\$`")
	case '\\':
		return s.escape()
	case '|':
		return s.pipe()
	case ';', '&', '<', '>', '`':
		return s.refuse(s.text[s.at : s.at+1])
	case '$':
		if strings.HasPrefix(s.text[s.at:], "$(") {
			return s.refuse("$(")
		}
	}
	s.add(s.text[s.at : s.at+1])
	s.at++
	return nil
}

// add appends to the current word.
func (s *splitter) add(part string) {
	s.now.joined = s.now.joined || s.now.quoted
	s.open = true
	s.word.WriteString(part)
}

// end ends the current word, if there is one.
func (s *splitter) end() {
	if !s.open {
		return
	}
	s.now.text = s.word.String()
	last := len(s.stages) - 1
	s.stages[last] = append(s.stages[last], s.now)
	s.word.Reset()
	s.open, s.now = false, token{}
}

// quote reads up to the closing quote. A backslash escapes only the given characters.
func (s *splitter) quote(mark byte, escaped string) error {
	var part strings.Builder
	for i := s.at + 1; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == mark:
			first := !s.open
			s.add(part.String())
			s.now.quoted = s.now.quoted || first
			s.at = i + 1
			return nil
		case c == '\\' && i+1 < len(s.text) && strings.IndexByte(escaped, s.text[i+1]) >= 0:
			i++
			part.WriteByte(s.text[i])
		default:
			part.WriteByte(c)
		}
	}
	return unclosed(s.text, s.at)
}

func unclosed(text string, at int) error {
	advice := `put the word in double quotes, such as "it's"`
	if text[at] == '"' {
		advice = `put the word in single quotes, or write \"`
	}
	return &Mistake{fmt.Sprintf("quote %c is not closed: %s", text[at], text[at:]), advice}
}

func (s *splitter) escape() error {
	if s.at+1 == len(s.text) {
		return &Mistake{"a backslash ends the line", `a backslash itself is \\`}
	}
	_, size := utf8.DecodeRuneInString(s.text[s.at+1:])
	s.add(s.text[s.at+1 : s.at+1+size])
	s.at += 1 + size
	return nil
}

func (s *splitter) pipe() error {
	if strings.HasPrefix(s.text[s.at:], "||") {
		return s.refuse("||")
	}
	s.end()
	if n := len(s.stages); n > 1 && len(s.stages[n-1]) == 0 {
		return errNoFilter
	}
	s.stages = append(s.stages, nil)
	s.at++
	return nil
}

// refuse returns the error for an unsupported shell operator.
func (s *splitter) refuse(operator string) error {
	if operator == "&" && strings.HasPrefix(s.text[s.at:], "&&") {
		operator = "&&"
	}
	if operator == ">" && strings.HasPrefix(s.text[s.at:], ">>") {
		operator = ">>"
	}
	advice := "put it in quotes if it is part of a word; this prompt is no shell, and only pipes to grep, head, tail and wc"
	if operator == ";" || operator == "&&" || operator == "||" {
		advice = "type one command a line, or put it in quotes if it is part of a word"
	}
	return &Mistake{fmt.Sprintf("%q is not supported", operator), advice}
}
