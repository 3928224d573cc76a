// Package plain makes text from outside (files, logs, the network) safe for a terminal: it can neither move the cursor,
// nor change colours or titles, nor reverse the direction of the text beside it.
package plain

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text replaces control characters, zero-width marks and invalid UTF-8 with escapes such as \x1b and \u202e. Newlines
// and tabs are kept; "\r\n" counts as a newline.
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

// Line does the same for a single line: newlines and tabs become spaces.
func Line(s string) string { return Text(strings.Join(strings.FieldsFunc(s, lineEnd), " ")) }

// Masked replaces each control character, direction mark and invalid byte with a question mark. The width of the text
// stays the same, for tables and drawings.
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

// hidden reports characters that are invisible and that a terminal may interpret.
func hidden(r rune) bool {
	return r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

func shown(r rune, bytes string) string {
	switch {
	case r == utf8.RuneError && len(bytes) == 1:
		return fmt.Sprintf(`\x%02x`, bytes[0])
	case !hidden(r):
		return bytes
	case r < ' ': // JSON contains none of these unescaped; the other escapes are valid in it
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// Writer applies Text to a stream that is shown on a terminal.
type Writer struct {
	W    io.Writer // the terminal
	rest []byte    // an incomplete character at the end of the last write, or a "\r"
}

// Write writes all complete characters.
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

// Fd returns the terminal's file descriptor, so that callers can query its size.
func (w *Writer) Fd() uintptr {
	if f, ok := w.W.(interface{ Fd() uintptr }); ok {
		return f.Fd()
	}
	return ^uintptr(0)
}

// Raw returns the terminal behind a Writer, for code that moves the cursor on purpose; any other writer is returned
// unchanged.
func Raw(w io.Writer) io.Writer {
	if p, ok := w.(*Writer); ok {
		return p.W
	}
	return w
}
