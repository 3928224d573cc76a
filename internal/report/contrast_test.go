package report

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var colour = regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{3,6});`)

// TestPage_TextHasContrastAA checks the contrast that WCAG 2 level AA requires for text, 4.5 to 1, in light, dark and
// print, for every text colour on every background that it is used on.
func TestPage_TextHasContrastAA(t *testing.T) {
	grounds := map[string][]string{
		"ink": {"bg", "card", "pass-tint", "fail-tint", "open-tint", "invalid-tint"}, "faint": {"bg", "card", "fail-tint", "open-tint", "pass-tint", "invalid-tint"},
		"pass": {"pass-tint", "bg", "card"}, "fail": {"fail-tint", "bg", "card"}, "open": {"open-tint", "bg", "card"},
		"invalid": {"invalid-tint", "bg", "card"}, "hot": {"bg", "card"},
	}
	for i, palette := range palettes(t) {
		for text, all := range grounds {
			for _, ground := range all {
				if c := contrast(t, palette[text], palette[ground]); c < 4.5 {
					t.Errorf("palette %d: --%s on --%s has a contrast of %.1f", i, text, ground, c)
				}
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance returns the relative luminance of WCAG 2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	c := linear(t, hex)
	return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
}

// linear returns the linear red, green and blue of a colour, each from 0 to 1.
func linear(t *testing.T, hex string) (light [3]float64) {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = strings.Repeat(hex[:1], 2) + strings.Repeat(hex[1:2], 2) + strings.Repeat(hex[2:], 2)
	}
	for i := range light {
		v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			light[i] = c / 12.92
		} else {
			light[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return light
}
