package quantity

import (
	"strconv"
	"strings"
	"time"
)

// NumberText formats a number as Number parses it.
func NumberText(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// RoundedText formats a number with at most this many decimal places, without trailing zeros.
func RoundedText(n float64, digits int) string {
	s := strconv.FormatFloat(n, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// DurationText formats 2m as 2m, where the standard library has 2m0s.
func DurationText(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return strings.Replace(s, "µs", "us", 1)
}
