package source

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"firedrill/internal/quantity"
)

// Written returns a scalar exactly as written, whatever type YAML gives it: 1e3 stays "1e3" and off stays "off". A
// missing value is a mistake, and ok is false; an empty text in quotes is ok.
func (v Value) Written() (written string, ok bool) {
	if !v.is(yaml.ScalarNode) {
		return "", false
	}
	if v.node.ShortTag() == "!!null" {
		v.wrong("a single value")
		return "", false
	}
	return v.node.Value, true
}

// word reads a scalar that must not be empty, and reports whether it is there.
func (v Value) word() (string, bool) {
	word, ok := v.Written()
	if ok && word == "" {
		v.Mistake(v.at+" is empty", "")
	}
	return word, word != ""
}

// quoted reports that the value is a YAML string even if it looks like a number.
func (v Value) quoted() bool {
	return v.node.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0
}

// Maximum number of characters in a line and in a text.
const (
	longestLine = 200
	longestText = 4000
)

// Text reads prose; it must not be empty, and may have several lines.
func (v Value) Text() string { return v.words(longestText) }

// Line reads prose on a single line.
func (v Value) Line() string {
	text := v.words(longestLine)
	if strings.Contains(text, "\n") {
		v.Mistake(v.at+" must be one line", "")
	}
	return text
}

func (v Value) words(longest int) string {
	if !v.is(yaml.ScalarNode) {
		return ""
	}
	text := strings.TrimSpace(v.node.Value)
	if v.node.ShortTag() != "!!str" {
		v.wrong("text")
		return ""
	}
	if text == "" {
		v.Mistake(v.at+" is empty", "")
	}
	if n := utf8.RuneCountInString(text); n > longest {
		v.Mistake(fmt.Sprintf("%s has %d characters, at most %d are allowed", v.at, n, longest), "")
	}
	if i := strings.IndexFunc(text, control); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		v.Mistake(fmt.Sprintf("%s holds the control character %+q", v.at, r), "")
	}
	return text
}

// control reports characters that a text may not hold, because a terminal could interpret them.
func control(r rune) bool { return r != '\n' && r != '\t' && unicode.IsControl(r) }

// OneOf reads a name that must be among the known ones.
func (v Value) OneOf(what string, known []string) string {
	name, ok := v.word()
	if ok && !slices.Contains(known, name) {
		v.Adopt(Unknown(what, name, known))
		return ""
	}
	return name
}

// Bool reads true or false.
func (v Value) Bool() bool {
	written, ok := v.word()
	if ok && (v.quoted() || written != "true" && written != "false") {
		v.Mistake(fmt.Sprintf("%s must be true or false, not %q", v.at, written), "")
	}
	return written == "true"
}

// Int reads a whole number between two bounds, both included.
func (v Value) Int(low, high int64) int64 {
	written, ok := v.word()
	if !ok {
		return 0
	}
	n, err := quantity.Int(written)
	if err != nil || v.quoted() || n < low || n > high {
		v.Mistake(fmt.Sprintf("%s must be a whole number from %d to %d, not %q", v.at, low, high, written), "")
		return 0
	}
	return n
}

// Number reads a number above 0 and up to high.
func (v Value) Number(high float64) float64 {
	written, ok := v.word()
	if !ok {
		return 0
	}
	n, err := quantity.Number(written)
	if err != nil || v.quoted() || n <= 0 || n > high {
		v.Mistake(fmt.Sprintf("%s must be a number above 0 and up to %s, not %q", v.at, quantity.NumberText(high), written), "")
		return 0
	}
	return n
}

// Duration reads a duration such as 15s between two bounds, both included.
func (v Value) Duration(low, high time.Duration) time.Duration {
	written, ok := v.word()
	if !ok {
		return 0
	}
	d, err := quantity.Duration(written)
	if err != nil {
		v.Mistake(fmt.Sprintf("%s must be a duration, not %q", v.at, written), "write a number with a unit, such as 500ms, 15s or 2m")
		return 0
	}
	if d < low || d > high {
		v.Mistake(fmt.Sprintf("%s must be from %s to %s, not %s", v.at, quantity.DurationText(low), quantity.DurationText(high), written), "")
		return 0
	}
	return d
}

// Rate reads a rate such as 200/s, up to a bound.
func (v Value) Rate(high float64) float64 {
	written, ok := v.word()
	if !ok {
		return 0
	}
	n, err := quantity.Rate(written)
	if err != nil {
		v.Mistake(fmt.Sprintf("%s must be a rate, not %q", v.at, written), "write it a second, such as 200/s")
		return 0
	}
	if n <= 0 || n > high {
		v.Mistake(fmt.Sprintf("%s must be above 0/s and up to %s/s, not %s", v.at, quantity.NumberText(high), written), "")
		return 0
	}
	return n
}

// Percent reads a fraction such as 20%, from 0 to 1.
func (v Value) Percent() float64 {
	written, ok := v.word()
	if !ok {
		return 0
	}
	n, err := quantity.Percent(written)
	if err != nil {
		v.Mistake(fmt.Sprintf("%s must be a fraction up to 100%%, not %q", v.at, written), "write it in percent, such as 20%")
		return 0
	}
	return n
}

// Size reads an amount of memory such as 256MB or 64MiB, between two bounds, both included, in bytes.
func (v Value) Size(low, high int64) int64 {
	written, ok := v.word()
	if !ok {
		return 0
	}
	n, err := quantity.Size(written)
	if err != nil {
		v.Mistake(fmt.Sprintf("%s must be an amount of memory, not %q", v.at, written), "write a number with a unit, such as 256MB or 64MiB")
		return 0
	}
	if n < low || n > high {
		v.Mistake(fmt.Sprintf("%s must be from %dMB to %dMB, not %s", v.at, low/1e6, high/1e6, written), "")
		return 0
	}
	return n
}
