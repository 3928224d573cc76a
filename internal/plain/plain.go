// Package plain makes text from outside (files, logs, the network) safe to show on a terminal: it can neither move the
// cursor, nor change colours or titles, nor turn the direction of what stands beside it.
package plain

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text writes control characters, marks that have no width, and invalid UTF-8 as escapes such as \x1b and \u202e. Line ends and
// tabs stay; "\r\n" is a line end.
func Text(s string) string {
	if clean(s) {
		return s
	}
	var b strings.Builder
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		b.WriteString(shown(r, s[i:i+size]))
		i += size
	}
	return b.String()
}

// Line does the same to text that is to stand on one line: a line end or a tab becomes a blank.
func Line(s string) string { return Text(strings.Join(strings.FieldsFunc(s, lineEnd), " ")) }

// Masked replaces each control character, each mark that turns the direction of text, and what is not UTF-8 with a question
// mark. The text keeps its width, for tables and drawings.
func Masked(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Bidi_Control, r) {
			return '?'
		}
		return r
	}, s)
}

func lineEnd(r rune) bool { return r == '\n' || r == '\t' || r == '\r' || r == '\v' || r == '\f' }

func clean(s string) bool {
	for i, r := range s {
		if hidden(r) || r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD") {
			return false
		}
	}
	return true
}

// hidden are the characters that a reader can't see and a terminal may obey.
func hidden(r rune) bool {
	return r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

func shown(r rune, bytes string) string {
	switch {
	case r == utf8.RuneError && len(bytes) == 1:
		return fmt.Sprintf(`\x%02x`, bytes[0])
	case !hidden(r):
		return bytes
	case r < ' ': // JSON has none of these raw; the other escapes are valid in it
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// Writer shows a stream of text on a terminal as Text does.
type Writer struct {
	W    io.Writer // the terminal
	rest []byte    // the beginning of a character whose other bytes have not come, or a "\r"
}

// Write writes what is complete.
func (w *Writer) Write(p []byte) (int, error) {
	all := append(w.rest, p...)
	whole := len(all)
	for i := max(0, len(all)-utf8.UTFMax+1); i < len(all); i++ {
		if utf8.RuneStart(all[i]) && !utf8.FullRune(all[i:]) {
			whole = i
			break
		}
	}
	if whole > 0 && all[whole-1] == '\r' {
		whole--
	}
	_, err := io.WriteString(w.W, Text(string(all[:whole])))
	w.rest = append([]byte(nil), all[whole:]...)
	return len(p), err
}

// Fd is the terminal's descriptor, so that its size can be asked for.
func (w *Writer) Fd() uintptr {
	if f, ok := w.W.(interface{ Fd() uintptr }); ok {
		return f.Fd()
	}
	return ^uintptr(0)
}

// Raw is the terminal behind a Writer, for what moves its cursor on purpose; any other writer is itself.
func Raw(w io.Writer) io.Writer {
	if p, ok := w.(*Writer); ok {
		return p.W
	}
	return w
}
