package nginxconf

import (
	"fmt"
	"regexp"
	"strings"
)

// Edit is a change of one whole line of a configuration: the line before, and what replaces it. It contains no secret, so that it
// may be written to the journal, and it can be reverted whatever else was changed meanwhile.
type Edit struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// replace replaces the first line that equals old, and reports whether there was one.
func replace(text, old, new string) (string, bool) {
	at := strings.Index("\n"+text+"\n", "\n"+old+"\n")
	if at < 0 {
		return text, false
	}
	return text[:at] + new + text[at+len(old):], true
}

// Applied returns the text with the edits applied. An edit that is already applied changes nothing.
func Applied(text string, edits []Edit) (string, error) {
	for _, e := range edits {
		changed, ok := replace(text, e.From, e.To)
		if _, made := replace(text, e.To, e.From); !ok && !made {
			return "", fmt.Errorf("the line %q is not there", strings.TrimSpace(e.From))
		} else if ok && !made {
			text = changed
		}
	}
	return text, nil
}

// Unapplied returns the text with the edits reverted. An edit that is not applied changes nothing.
func Unapplied(text string, edits []Edit) string {
	for i := len(edits) - 1; i >= 0; i-- {
		text, _ = replace(text, edits[i].To, edits[i].From)
	}
	return text
}

// Standing counts the edits that are applied in the text.
func Standing(text string, edits []Edit) int {
	n := 0
	for _, e := range edits {
		if _, made := replace(text, e.To, e.From); made {
			n++
		}
	}
	return n
}

// Rewrite returns an edit for each line that the pattern matches. The replacement may contain ${1} and so on.
func Rewrite(text string, pattern *regexp.Regexp, replacement string) ([]Edit, error) {
	var edits []Edit
	for line := range strings.SplitSeq(text, "\n") {
		if !pattern.MatchString(line) {
			continue
		}
		to := pattern.ReplaceAllString(line, replacement)
		if to == line {
			return nil, fmt.Errorf("%q is so already", strings.TrimSpace(line))
		}
		edits = append(edits, Edit{line, to})
	}
	if len(edits) == 0 {
		return nil, fmt.Errorf("no line matches %q", pattern)
	}
	return edits, nil
}

// ChangedAlready returns an error if a line that an edit would change differs from the original: then another fault
// changes the same directive, and the two could not be reverted in any order.
func ChangedAlready(original string, edits []Edit) error {
	for _, e := range edits {
		if _, ok := replace(original, e.From, e.To); !ok {
			return fmt.Errorf("%q is changed already", strings.TrimSpace(e.From))
		}
	}
	return nil
}
