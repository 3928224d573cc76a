package quantity

import (
	"strconv"
	"strings"
	"time"
)

// NumberText writes a number as Number reads it.
func NumberText(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// RoundedText writes a number with at most so many digits after the point, without zeros at the end.
func RoundedText(n float64, digits int) string {
	s := strconv.FormatFloat(n, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// DurationText writes 2m as 2m, where the standard library has 2m0s.
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
