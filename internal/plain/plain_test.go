package plain

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	for _, tt := range []struct{ in, text, line string }{
		{"plain\ttext\nä 日本 █", "plain\ttext\nä 日本 █", "plain text ä 日本 █"},
		{"\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`, `\x1b[31mred\x1b[0m`},
		{"\x1b]0;title\a", `\x1b]0;title\x07`, `\x1b]0;title\x07`},
		{"a\x00b\bc\x7f", `a\x00b\x08c\u007f`, `a\x00b\x08c\u007f`},
		{"a\u202eb\u200b\u2066\ufeff", `a\u202eb\u200b\u2066\ufeff`, `a\u202eb\u200b\u2066\ufeff`},
		{"a\u009b31m", `a\u009b31m`, `a\u009b31m`},
		{"a\x9bb\xff", `a\x9bb\xff`, `a\x9bb\xff`},
		{"one\r\ntwo\rthree", "one\ntwo\\x0dthree", "one two three"},
		{"\U000e0041", `\U000e0041`, `\U000e0041`},
		{"\ufffd", "\ufffd", "\ufffd"},
	} {
		if got := Text(tt.in); got != tt.text {
			t.Errorf("Text(%q) = %q, want %q", tt.in, got, tt.text)
		}
		if got := Line(tt.in); got != tt.line {
			t.Errorf("Line(%q) = %q, want %q", tt.in, got, tt.line)
		}
	}
}

func TestWriter_AnyParts(t *testing.T) {
	const in = "ä 日本\x1b[2J\r\nx\u202e\xff\n"
	for size := 1; size <= len(in); size++ {
		var b strings.Builder
		w := &Writer{W: &b}
		for i := 0; i < len(in); i += size {
			part := in[i:min(len(in), i+size)]
			if n, err := w.Write([]byte(part)); n != len(part) || err != nil {
				t.Fatal(n, err)
			}
		}
		if b.String() != Text(in) {
			t.Errorf("%d bytes at a time: %q, want %q", size, b.String(), Text(in))
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("\x1b[31m\u202e\xff\r\n")
	f.Fuzz(func(t *testing.T, in string) {
		for _, r := range Text(in) {
			if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%q lets %U through", in, r)
			}
		}
		if out := Line(in); strings.ContainsAny(out, "\n\t\r") || !utf8.ValidString(out) {
			t.Fatalf("%q becomes %q", in, out)
		}
	})
}
