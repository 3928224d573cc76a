package chaos

import (
	"slices"
	"strings"
)

// nearest returns the known names that a mistyped one may have meant, best first, three at most.
func nearest(name string, known []string) []string {
	type candidate struct {
		name string
		far  int
	}
	var found []candidate
	bound := max(2, len(name)/3)
	for _, k := range known {
		d := distance(strings.ToLower(name), strings.ToLower(k))
		if _, act, dotted := strings.Cut(k, "."); dotted {
			d = min(d, distance(strings.ToLower(name), act)+1) // "stop" for "container.stop"
		}
		if d <= bound {
			found = append(found, candidate{k, d})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.far - b.far })
	var names []string
	for _, c := range found[:min(3, len(found))] {
		if c.far <= found[0].far+1 { // what is much farther than the best was hardly meant
			names = append(names, c.name)
		}
	}
	return names
}

// distance is the number of single-character insertions, deletions, replacements and swaps of neighbours that lead from
// a to b (optimal string alignment).
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	var before, last []int
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(s); i++ {
		before, last, row = last, row, make([]int, len(t)+1)
		row[0] = i
		for j := 1; j <= len(t); j++ {
			change := 1
			if s[i-1] == t[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(t)]
}
