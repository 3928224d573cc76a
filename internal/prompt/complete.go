package prompt

import (
	"slices"
	"strings"
)

// Takes is the kind of arguments that a verb takes.
type Takes int

// Kinds of arguments.
const (
	TakesNothing   Takes = iota
	TakesService         // one service
	TakesDiagnosis       // a component, then a mechanism
)

// Verb is a command for completion.
type Verb struct {
	Name  string
	Takes Takes
	Flags []string // with their dashes
}

// Words are the words for completion.
type Words struct {
	Verbs      []Verb
	Services   []string
	Components []string
	Mechanisms []string
}

// Completion lists what may replace the word before the cursor.
type Completion struct {
	From       int // byte offset of the word
	Candidates []string
}

// Complete returns the completions of the word before the cursor. pos is the cursor's byte offset.
func (w Words) Complete(line string, pos int) Completion {
	before := line[:pos]
	from := strings.LastIndexAny(before, blanks+"|") + 1
	word := before[from:]
	var all []string
	for _, c := range w.following(before[:from], word) {
		if strings.HasPrefix(c, word) && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	slices.Sort(all)
	return Completion{from, all}
}

// following returns the words that may follow a text.
func (w Words) following(text, word string) []string {
	if i := strings.LastIndexByte(text, '|'); i >= 0 {
		if trim(text[i+1:]) == "" {
			return FilterNames
		}
		return nil
	}
	typed := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(blanks, r) })
	if len(typed) > 0 && typed[0] == "firedrill" {
		typed = typed[1:]
	}
	if len(typed) == 0 {
		return w.names()
	}
	at := slices.IndexFunc(w.Verbs, func(v Verb) bool { return v.Name == typed[0] })
	if at < 0 || slices.Contains(typed, "--") {
		return nil
	}
	verb := w.Verbs[at]
	if strings.HasPrefix(word, "-") {
		return verb.Flags
	}
	plain := slices.DeleteFunc(typed[1:], func(s string) bool { return strings.HasPrefix(s, "-") })
	switch {
	case verb.Takes == TakesService && len(plain) == 0:
		return w.Services
	case verb.Takes == TakesDiagnosis && len(plain) == 0:
		return w.Components
	case verb.Takes == TakesDiagnosis && len(plain) == 1:
		return w.Mechanisms
	}
	return nil
}

func (w Words) names() []string {
	var all []string
	for _, v := range w.Verbs {
		all = append(all, v.Name)
	}
	return all
}

// apply inserts a completion into a line: a single candidate with a blank after it, else the common prefix of all
// candidates. If that adds nothing, it returns the candidates to show.
func (c Completion) apply(line string, pos int) (newLine string, newPos int, show []string) {
	if len(c.Candidates) == 0 {
		return line, pos, nil
	}
	common := c.Candidates[0]
	for _, other := range c.Candidates[1:] {
		for !strings.HasPrefix(other, common) {
			common = common[:len(common)-1]
		}
	}
	if len(c.Candidates) == 1 {
		if !strings.HasPrefix(line[pos:], " ") {
			common += " "
		}
	} else if common == line[c.From:pos] {
		return line, pos, c.Candidates
	}
	return line[:c.From] + common + line[pos:], c.From + len(common), nil
}
