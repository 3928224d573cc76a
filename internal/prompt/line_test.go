package prompt

import (
	"slices"
	"strings"
	"testing"
)

func TestParse_Words(t *testing.T) {
	tests := []struct {
		line string
		want []string
	}{
		{"", nil},
		{"   ", nil},
		{"firedrill", nil},
		{"status", []string{"status"}},
		{" firedrill  restart  redis ", []string{"restart", "redis"}},
		{`env shop-1 NAME='a b' OTHER="c d"`, []string{"env", "shop-1", "NAME=a b", "OTHER=c d"}},
		{`config nginx --set 'old=>new'`, []string{"config", "nginx", "--set", "old=>new"}},
		{`exec redis -- sh -c "ps | wc -l; date > /tmp/x"`, []string{"exec", "redis", "--", "sh", "-c", "ps | wc -l; date > /tmp/x"}},
		{`exec a\ b '' "it's" 'say "x"'`, []string{"exec", "a b", "", "it's", `say "x"`}},
		{`exec "\d \"q\" \$x"`, []string{"exec", `\d "q" $x`}},

		{"sql SELECT count(*) FROM orders WHERE id > 100 AND note = 'it''s'", []string{"sql", "--", "SELECT count(*) FROM orders WHERE id > 100 AND note = 'it''s'"}},
		{"sql SELECT 1; SELECT 2", []string{"sql", "--", "SELECT 1; SELECT 2"}},
		{"sql SELECT it's", []string{"sql", "--", "SELECT it's"}},
		{`sql --as shop --on=postgres-replica --json \d orders`, []string{"sql", "--as", "shop", "--on=postgres-replica", "--json", "--", `\d orders`}},
		{`sql 'SELECT 1' "SELECT 'a'" --within 5s`, []string{"sql", "SELECT 1", "SELECT 'a'", "--within", "5s"}},
		{`sql --as shop '\d orders'`, []string{"sql", "--as", "shop", `\d orders`}},
		{"sql", []string{"sql"}},
		{"sql --help", []string{"sql", "--help"}},
		{"sql SELECT a || 'x' FROM t", []string{"sql", "--", "SELECT a || 'x' FROM t"}},
		{"sql SELECT 5 | 3", []string{"sql", "--", "SELECT 5 | 3"}},
		{"sql SELECT ' | grep x'", []string{"sql", "--", "SELECT ' | grep x'"}},
		{"sql SELECT $$ | grep x$$", []string{"sql", "--", "SELECT $$ | grep x$$"}},

		{"redis XRANGE s - + COUNT 2", []string{"redis", "--", "XRANGE", "s", "-", "+", "COUNT", "2"}},
		{"redis XREAD STREAMS s > ; it's", []string{"redis", "--", "XREAD", "STREAMS", "s", ">", ";", "it's"}},
		{`redis --json SET k "a \"b\"\n\x41" 'c\'d'`, []string{"redis", "--json", "--", "SET", "k", "a \"b\"\nA", "c'd"}},
		{`redis EVAL "return 1 | grep" 0`, []string{"redis", "--", "EVAL", "return 1 | grep", "0"}},
		{"redis", []string{"redis"}},

		{"diagnose redis frozen it's paused; status > says | so", []string{"diagnose", "redis", "frozen", "it's paused; status > says | so"}},
		{"diagnose redis frozen 'status says paused'", []string{"diagnose", "redis", "frozen", "status says paused"}},
		{"diagnose", []string{"diagnose"}},
	}
	for _, tt := range tests {
		got, err := Parse(tt.line)
		if err != nil || !slices.Equal(got.Words, tt.want) || got.Filters != nil {
			t.Errorf("Parse(%s) = %q, %d filters, %v; want %q", tt.line, got.Words, len(got.Filters), err, tt.want)
		}
	}
}

func TestParse_Mistakes(t *testing.T) {
	tests := []struct{ line, want string }{
		{"status; restart redis", `";" is not supported`},
		{"status && restart redis", `"&&" is not supported`},
		{"status || restart redis", `"||" is not supported`},
		{"status &", `"&" is not supported`},
		{"logs nginx > x", `">" is not supported`},
		{"logs nginx >> x", `">>" is not supported`},
		{"logs nginx 2>&1", `">" is not supported`},
		{"exec redis < x", `"<" is not supported`},
		{"restart `x`", "\"`\" is not supported"},
		{"restart $(x)", `"$(" is not supported`},
		{"restart it's", "quote ' is not closed: 's"},
		{`restart "x`, `quote " is not closed: "x`},
		{`restart x\`, "a backslash ends the line"},
		{"logs nginx | less", `unknown filter "less"`},
		{"logs nginx |", `nothing stands after "|"`},
		{"logs nginx | | wc", `nothing stands after "|"`},
		{"| wc", `nothing stands before "|"`},
		{"logs nginx | grep", "grep takes one pattern, not 0"},
		{"logs nginx | grep a b", "grep takes one pattern, not 2"},
		{"logs nginx | grep -c a", `grep does not take "-c"`},
		{"logs nginx | grep -E '('", "pattern \"(\": missing closing ): `(`"},
		{"logs nginx | head x", `head does not take "x"`},
		{"logs nginx | tail -n +5", `tail does not take "-n +5"`},
		{"logs nginx | tail -f", `tail does not take "-f"`},
		{"logs nginx | wc -m", `wc does not take "-m"`},
		{"logs nginx | grep a > x", `">" is not supported`},
		{"sql SELECT 1 --json", `flag "--json" must come before the statement`},
		{"sql SELECT 1 --as shop", `flag "--as" must come before the statement`},
		{"sql 'SELECT 'a''", "the statement goes on after its closing quote"},
		{"sql 'SELECT 1", "quote ' is not closed: 'SELECT 1"},
		{"sql 'SELECT 1'; SELECT 2", `";" is not supported`},
		{"sql SELECT 1 | grep", "grep takes one pattern, not 0"},
		{`redis SET k "a`, `quote " is not closed: "a`},
		{`redis SET k "a"b`, `a word goes on after its closing quote: "a"b`},
	}
	for _, tt := range tests {
		got, err := Parse(tt.line)
		m, ok := err.(*Mistake)
		if !ok || m.Message != tt.want || m.Advice == "" {
			t.Errorf("Parse(%s) = %q, %v; want the mistake %q", tt.line, got.Words, err, tt.want)
		}
	}
}

func TestPipe_Filters(t *testing.T) {
	const input = "one\nTwo\nthree 3\nfour (4)\nfive a.b\n"
	tests := []struct{ line, want string }{
		{"logs x | grep o", "one\nTwo\nfour (4)\n"},
		{"logs x | grep -v o", "three 3\nfive a.b\n"},
		{"logs x | grep -i two", "Two\n"},
		{"logs x | grep -iv TWO | head -2", "one\nthree 3\n"},
		{"logs x | grep (4)", "four (4)\n"},
		{"logs x | grep -E '^(one|four)'", "one\nfour (4)\n"},
		{`logs x | grep '^\(one\|four\)'`, "one\nfour (4)\n"},
		{"logs x | grep a.b", "five a.b\n"},
		{"logs x | grep -F a.", "five a.b\n"},
		{"logs x | grep -- -v", ""},
		{"logs x|head -n 1", "one\n"},
		{"logs x | head -n1", "one\n"},
		{"logs x | head -n 0", ""},
		{"logs x | tail -n 2", "four (4)\nfive a.b\n"},
		{"logs x | tail -1 | wc -c", "9\n"},
		{"logs x | wc -l", "5\n"},
		{"logs x | wc", "5 8 34\n"},
		{"logs x | head | tail | grep e | wc -lw", "3 5\n"},
		{"sql SELECT pid FROM x WHERE pid > 100 | grep -v 'a | b' | wc -l", "5\n"},
		{`sql "SELECT 1" | head -1`, "one\n"},
		{"redis INFO stats | grep e | tail -n 1", "five a.b\n"},
	}
	for _, tt := range tests {
		for _, size := range []int{1, 3, len(input)} {
			l, err := Parse(tt.line)
			if err != nil {
				t.Fatalf("Parse(%s): %v", tt.line, err)
			}
			var out strings.Builder
			w := Pipe(l.Filters, &out, func() {})
			for part := range slices.Chunk([]byte(input), size) {
				if _, err := w.Write(part); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if out.String() != tt.want {
				t.Errorf("%s, written %d bytes at a time: %q, want %q", tt.line, size, out.String(), tt.want)
			}
		}
	}
}

func TestPipe_HeadSaysWhenItHasEnough(t *testing.T) {
	enough := 0
	var out strings.Builder
	w := Pipe([]Filter{{Name: "head", Lines: 2}}, &out, func() { enough++ })
	for i, want := range []int{0, 1, 2} {
		if _, err := w.Write([]byte("x\n")); err != nil {
			t.Fatal(err)
		}
		if enough != want {
			t.Errorf("after %d lines enough was called %d times, want %d", i+1, enough, want)
		}
	}
	if out.String() != "x\nx\n" {
		t.Errorf("%q", out.String())
	}
}

func TestPipe_UnfinishedLine(t *testing.T) {
	var out strings.Builder
	w := Pipe([]Filter{{Name: "tail", Lines: 1}}, &out, func() {})
	w.Write([]byte("a\nb"))
	w.Close()
	if out.String() != "b" {
		t.Errorf("%q, want the line without its end", out.String())
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"status", "sql SELECT 'a' | grep x", `redis SET k "a\x41"`, "logs x | grep -i 'a b' | head -3", "diagnose a b it's", `a "b\"c" 'd' \e`, "sql 'a'b", "x;y", "sql $a$ | grep $a$"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := Parse(text)
		if err != nil {
			if m, ok := err.(*Mistake); !ok || m.Message == "" || m.Advice == "" {
				t.Fatalf("%q: %v is no mistake with advice", text, err)
			}
			return
		}
		// Without quotes, backslashes and filters, the words are exactly the typed ones.
		typed := strings.FieldsFunc(text, func(r rune) bool { return blank(byte(r)) && r < 128 })
		if len(typed) > 0 && typed[0] == "firedrill" {
			typed = typed[1:]
		}
		if len(l.Filters) == 0 && !strings.ContainsFunc(text, unclear) {
			got := strings.FieldsFunc(strings.Join(l.Words, " "), func(r rune) bool { return r == ' ' })
			got = slices.DeleteFunc(got, func(w string) bool { return w == "--" })
			typed = slices.DeleteFunc(typed, func(w string) bool { return w == "--" })
			if !slices.Equal(got, typed) {
				t.Fatalf("%q was read as %q", text, l.Words)
			}
		}
		for _, fl := range l.Filters {
			if !slices.Contains(FilterNames, fl.Name) {
				t.Fatalf("%q has the filter %q", text, fl.Name)
			}
		}
	})
}

// unclear reports whether Parse may change a character.
func unclear(r rune) bool { return r != ' ' && special(r) || r == 0x85 || r == 0xa0 || r > 127 }

func FuzzQuote(f *testing.F) {
	f.Add("a b", "it's")
	f.Add("", `\`)
	f.Fuzz(func(t *testing.T, a, b string) {
		got, err := Parse("exec " + quote(a, b))
		if err != nil || !slices.Equal(got.Words, []string{"exec", a, b}) {
			t.Fatalf("Parse(exec %s) = %q, %v", quote(a, b), got.Words, err)
		}
	})
}

// quote quotes words so that Parse returns the same words.
func quote(words ...string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w
		if w == "" || strings.ContainsFunc(w, special) {
			out[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(out, " ")
}

// special reports whether a character has a meaning for Parse outside of quotes.
func special(r rune) bool {
	return slices.Contains([]rune(blanks+"'\"\\|;&<>`$"), r)
}
