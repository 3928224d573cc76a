package record

import (
	"fmt"
	"strings"
)

// unescape decodes a text field. A text without escapes is returned without a copy.
func unescape(s string) (string, error) {
	simple := true
	for i := 0; i < len(s); i++ {
		if !plain(s[i]) {
			simple = false
			break
		}
	}
	if simple {
		if len(s) > maxText {
			return "", fmt.Errorf("text %q is longer than %d bytes", clip(s), maxText)
		}
		return s, nil
	}
	return decode(s)
}

func decode(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case plain(c):
		case c == '%' && i+2 < len(s) && hex(s[i+1]) >= 0 && hex(s[i+2]) >= 0:
			c = byte(hex(s[i+1])<<4 | hex(s[i+2]))
			if plain(c) {
				return "", fmt.Errorf("text %q escapes %q, which needs none", clip(s), string(c))
			}
			i += 2
		default:
			return "", fmt.Errorf("text %q holds %q unescaped", clip(s), string(rune(c)))
		}
		b.WriteByte(c)
	}
	if b.Len() > maxText {
		return "", fmt.Errorf("text %q is longer than %d bytes", clip(s), maxText)
	}
	return b.String(), nil
}

func hex(c byte) int { return strings.IndexByte(hexDigits, c) }
