package report

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
)

// services returns services that one report may show together.
func services() []string {
	all := []string{"nginx", "redis", "postgres"}
	for n := range 9 {
		all = append(all, fmt.Sprintf("shop-%d", n+1))
	}
	return all
}

func TestServiceClass_EachHasARuleOfItsOwn(t *testing.T) {
	rule := regexp.MustCompile(`\.(s-[a-z0-9-]+) \{ --s: var\(--([a-z0-9]+)\); --dash: ([a-z0-9 ]+); \}`)
	looks := map[string][2]string{}
	for _, m := range rule.FindAllStringSubmatch(pageCSS, -1) {
		looks[m[1]] = [2]string{m[2], m[3]}
	}
	colours, dashes := map[string]string{}, map[string]string{}
	for _, s := range services() {
		class := serviceClass(s)
		look, styled := looks[class]
		if !styled || class == "s-other" {
			t.Errorf("%s has the class %q, which has no rule", s, class)
			continue
		}
		if other := colours[look[0]]; other != "" {
			t.Errorf("%s and %s have the colour %q", s, other, look[0])
		}
		if other := dashes[look[1]]; other != "" && look[1] != "none" {
			t.Errorf("%s and %s have the stroke %q", s, other, look[1])
		}
		colours[look[0]], dashes[look[1]] = s, s
	}
	for _, s := range []string{"postgres-replica", "shop-10", "shop-0", "shop-1 x", "client"} {
		if class := serviceClass(s); class != "s-other" {
			t.Errorf("%q has the class %q", s, class)
		}
	}
}

// Lines must be distinguishable in each palette: from each other, and from their background by 3 to 1, as WCAG 2
// requires for graphics.
func TestServiceColours_AreDistinguishable(t *testing.T) {
	const apart = 0.09 // in OKLab; a difference of 0.02 is barely visible
	names := []string{"nginx", "redis", "postgres", "shop", "shop2", "shop3", "shop4", "shop5", "shop6", "shop7", "shop8", "shop9"}
	for i, palette := range palettes(t) {
		for j, a := range names {
			if c := contrast(t, palette[a], palette["card"]); c < 3 {
				t.Errorf("palette %d: --%s has a contrast of %.1f", i, a, c)
			}
			for _, b := range names[:j] {
				if d := difference(t, palette[a], palette[b]); d < apart {
					t.Errorf("palette %d: --%s and --%s differ by %.3f", i, a, b, d)
				}
			}
		}
	}
}

// difference returns the distance of two colours in OKLab (Ottosson, "A perceptual color space for image processing",
// 2020).
func difference(t *testing.T, a, b string) float64 {
	la, lb := oklab(t, a), oklab(t, b)
	return math.Sqrt(math.Pow(la[0]-lb[0], 2) + math.Pow(la[1]-lb[1], 2) + math.Pow(la[2]-lb[2], 2))
}

func oklab(t *testing.T, hex string) [3]float64 {
	t.Helper()
	c := linear(t, hex)
	l := math.Cbrt(0.4122214708*c[0] + 0.5363325363*c[1] + 0.0514459929*c[2])
	m := math.Cbrt(0.2119034982*c[0] + 0.6806995451*c[1] + 0.1073969566*c[2])
	s := math.Cbrt(0.0883024619*c[0] + 0.2817188376*c[1] + 0.6299787005*c[2])
	return [3]float64{0.2104542553*l + 0.7936177850*m - 0.0040720468*s, 1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s}
}

// palettes returns the colours of the style sheet: light, dark and print.
func palettes(t *testing.T) []map[string]string {
	t.Helper()
	roots := strings.Split(pageCSS, ":root {")[1:]
	if len(roots) != 3 {
		t.Fatalf("the style sheet has %d palettes", len(roots))
	}
	all := make([]map[string]string, len(roots))
	for i, root := range roots {
		body, _, _ := strings.Cut(root, "}")
		all[i] = map[string]string{}
		for _, m := range colour.FindAllStringSubmatch(body, -1) {
			all[i][m[1]] = m[2]
		}
	}
	return all
}
