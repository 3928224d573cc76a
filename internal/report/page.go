package report

import (
	"strings"
	"unicode/utf8"
)

// style is the emphasis of a text, where colour is enabled.
type style string

// Styles, as the codes of ECMA-48 SGR.
const (
	normal style = ""
	bold   style = "1"
	faint  style = "2"
	red    style = "1;31"
	green  style = "1;32"
	yellow style = "1;33"
	cyan   style = "36"
)

// page is text that is laid out for a terminal.
type page struct {
	b      strings.Builder
	width  int
	colour bool
}

// paint applies a style to text. Pad the text first: the codes have no width.
func (p *page) paint(s style, text string) string {
	if !p.colour || s == normal || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

func (p *page) line(parts ...string) {
	p.b.WriteString(strings.TrimRight(strings.Join(parts, ""), " "))
	p.b.WriteByte('\n')
}

// heading begins a section.
func (p *page) heading(text, remark string) {
	p.b.WriteByte('\n')
	if remark != "" {
		remark = "  " + remark
	}
	p.line(p.paint(bold, strings.ToUpper(text)), p.paint(faint, remark))
}

// wrap writes indented text, broken between words to fit the width.
func (p *page) wrap(indent string, s style, text string) {
	room := max(20, p.width-size(indent))
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && size(line)+1+size(word) > room {
			p.line(indent, p.paint(s, line))
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		p.line(indent, p.paint(s, line))
	}
}

// size returns the number of columns of a text; all texts here have single-width characters.
func size(s string) int { return utf8.RuneCountInString(s) }

func left(s string, n int) string { return s + strings.Repeat(" ", max(0, n-size(s))) }

func right(s string, n int) string { return strings.Repeat(" ", max(0, n-size(s))) + s }

// cut shortens a text to n columns.
func cut(s string, n int) string {
	if size(s) <= n {
		return s
	}
	return string([]rune(s)[:max(0, n-1)]) + "…"
}

// table writes rows in columns: the first left-aligned, the others right-aligned. The first row is the header.
func (p *page) table(rows [][]string) {
	var width []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], size(cell))
		}
	}
	for i, row := range rows {
		var b strings.Builder
		for k, cell := range row {
			if k == 0 {
				b.WriteString("  " + left(cell, width[0]))
			} else {
				b.WriteString("  " + right(cell, width[k]))
			}
		}
		if i == 0 {
			p.line(p.paint(faint, b.String()))
		} else {
			p.line(b.String())
		}
	}
}
