package env

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// mangle corrupts a value in one of the ways in which people do.
func mangle(how, value string) (string, error) {
	switch how {
	case "typo":
		return typo(value), nil
	case "space":
		return value + " ", nil
	case "unit":
		return wrongUnit(value)
	}
	return "", fmt.Errorf("no way to mangle called %q", how)
}

// typo swaps two neighbouring characters near the end of the word that a person would have typed: the host of a URL, else the
// longest run of letters, else of digits. The same value always gets the same typo, so that a proof can expect it.
func typo(value string) string {
	from, to := hostOf(value)
	for _, class := range []func(rune) bool{unicode.IsLetter, unicode.IsDigit} {
		start, end := longestRun(value[from:to], class)
		for i := from + end - 1; i > from+start; i-- {
			if value[i] != value[i-1] && value[i] < 0x80 && value[i-1] < 0x80 {
				return value[:i-1] + string(value[i]) + string(value[i-1]) + value[i+1:]
			}
		}
	}
	return value + "x" // nothing to swap
}

// hostOf returns the position of a URL's host, or of the whole value if it is no URL.
func hostOf(value string) (from, to int) {
	scheme := strings.Index(value, "://")
	if scheme < 0 {
		return 0, len(value)
	}
	from, to = scheme+3, len(value)
	if i := strings.IndexAny(value[from:], "/?#"); i >= 0 {
		to = from + i
	}
	if i := strings.LastIndex(value[from:to], "@"); i >= 0 {
		from += i + 1
	}
	return from, to
}

// longestRun returns the first longest run of bytes of a class.
func longestRun(s string, in func(rune) bool) (start, end int) {
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && in(rune(s[j])) {
			j++
		}
		if j-i > end-start {
			start, end = i, j
		}
		i = max(j, i+1)
	}
	return start, end
}

var (
	withUnit = regexp.MustCompile(`^([0-9]+)(us|ms|s|m)$`)
	coarser  = map[string]string{"us": "ms", "ms": "s", "s": "m", "m": "h"}
)

// wrongUnit replaces the unit by the next coarser one. A plain number becomes a thousand times as large.
func wrongUnit(value string) (string, error) {
	if m := withUnit.FindStringSubmatch(value); m != nil {
		return m[1] + coarser[m[2]], nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n <= 0 || n > 1e15 {
		return "", fmt.Errorf("its value is neither a number nor a duration such as 500ms, so it has no unit to get wrong")
	}
	return strconv.FormatInt(n*1000, 10), nil
}
