package source

import (
	"fmt"
	"slices"
	"strings"
)

// Unknown returns the mistake of an unknown name, such as what "scenario" and name "db-outag".
func Unknown(what, name string, known []string) Mistake {
	return Mistake{Message: fmt.Sprintf("unknown %s %q", what, name), Hint: Suggest(name, known)}
}

// Suggest returns the hint for an unknown name: the nearest known ones, or all if none is near and there are few.
func Suggest(name string, known []string) string {
	near := Nearest(name, known)
	switch {
	case len(near) > 0:
		return "did you mean " + oneOf(near) + "?"
	case len(known) == 1:
		return "known is " + known[0]
	case len(known) > 0 && len(known) <= 20: // a longer list would not be read
		return "known are " + strings.Join(known, ", ")
	}
	return ""
}

// Nearest returns at most three known names that may have been meant, the nearest first.
func Nearest(name string, known []string) []string {
	type scored struct {
		name string
		far  int
	}
	var near []scored
	lower := strings.ToLower(name)
	for _, k := range known {
		far := distance(lower, strings.ToLower(k))
		if _, last, dotted := strings.Cut(k, "."); dotted {
			far = min(far, distance(lower, strings.ToLower(last))+1) // "stop" for "container.stop"
		}
		// A quarter of the letters may be wrong. A common part of two or more letters counts as near as well.
		if far > max(1, len(k)/4) {
			if len(lower) < 2 || !strings.Contains(strings.ToLower(k), lower) {
				continue
			}
			far = len(k)
		}
		near = append(near, scored{k, far})
	}
	slices.SortStableFunc(near, func(a, b scored) int { return a.far - b.far })
	names := make([]string, 0, 3)
	for _, n := range near[:min(len(near), 3)] {
		if n.far <= near[0].far+1 || n.far == len(n.name) {
			names = append(names, n.name)
		}
	}
	return names
}

// distance returns the number of letters to insert, remove, replace or swap with a neighbour to turn a into b: the
// optimal string alignment distance, after Damerau and Levenshtein.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	d := make([][]int, len(s)+1)
	for i := range d {
		d[i] = make([]int, len(t)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			replace := d[i-1][j-1]
			if s[i-1] != t[j-1] {
				replace++
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, replace)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(s)][len(t)]
}

// oneOf joins names with commas and "or".
func oneOf(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
