// Package chart draws the charts of a report as SVG. It knows numbers and texts, not drills: package report decides
// what is drawn and how it is named. A chart needs no script; its colours come from classes of the page's style sheet,
// so that light, dark and print share one drawing. All text is escaped here, where it is written.
package chart

import (
	"html"
	"math"
	"strconv"
	"strings"
)

// svg is a drawing in the course of writing.
type svg struct{ b strings.Builder }

// begin opens the drawing. It scales with the page and has a description for screen readers.
func (s *svg) begin(id, title, desc string, w, h float64) {
	s.raw(`<svg viewBox="0 0 `, num(w), ` `, num(h), `" role="img" aria-labelledby="`, id, `-t `, id, `-d">`,
		`<title id="`, id, `-t">`, esc(title), `</title><desc id="`, id, `-d">`, esc(desc), `</desc>`)
}

func (s *svg) end() string {
	s.raw(`</svg>`)
	return s.b.String()
}

func (s *svg) raw(parts ...string) {
	for _, p := range parts {
		s.b.WriteString(p)
	}
}

// box is a rectangle on a drawing.
type box struct{ x, y, w, h float64 }

// rect draws a rectangle; a non-empty tip is its tooltip.
func (s *svg) rect(class string, b box, tip string) {
	if b.w <= 0 || b.h <= 0 {
		return
	}
	s.raw(`<rect class="`, class, `" x="`, num(b.x), `" y="`, num(b.y), `" width="`, num(b.w), `" height="`, num(b.h), `"`)
	if tip == "" {
		s.raw(`/>`)
		return
	}
	s.raw(`><title>`, esc(tip), `</title></rect>`)
}

func (s *svg) line(class string, x1, y1, x2, y2 float64) {
	s.raw(`<line class="`, class, `" x1="`, num(x1), `" y1="`, num(y1), `" x2="`, num(x2), `" y2="`, num(y2), `"/>`)
}

func (s *svg) path(class, d string) {
	if d != "" {
		s.raw(`<path class="`, class, `" d="`, d, `"/>`)
	}
}

func (s *svg) circle(class string, x, y, r float64) {
	s.raw(`<circle class="`, class, `" cx="`, num(x), `" cy="`, num(y), `" r="`, num(r), `"/>`)
}

// label draws a text; the class sets its anchor: "e" ends at x, "m" has its middle there.
func (s *svg) label(class string, x, y float64, text string) {
	if text != "" {
		s.raw(`<text class="`, class, `" x="`, num(x), `" y="`, num(y), `">`, esc(text), `</text>`)
	}
}

// num formats a coordinate with one decimal place. NaN and infinities become 0, so that a chart never breaks the page.
func num(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		v = 0
	}
	s := strconv.FormatFloat(v, 'f', 1, 64)
	s = strings.TrimSuffix(s, ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

func esc(s string) string { return html.EscapeString(s) }

// letter is the width in pixels of a character in a wide font: a text should be cut too early rather than overlap its
// neighbour.
const letter = 7.2

// fit shortens a text to a width; "" if there is no room for three letters and an ellipsis.
func fit(text string, width float64) string {
	n, r := int(width/letter), []rune(text)
	switch {
	case len(r) <= n:
		return text
	case n < 4:
		return ""
	}
	return string(r[:n-1]) + "…"
}
