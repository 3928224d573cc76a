package quantity

import (
	"strconv"
	"strings"
	"time"
)

// NumberText writes a number as Number reads it.
func NumberText(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

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
