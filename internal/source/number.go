package source

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Number reads digits with at most one point, as people write a number in a sentence: no sign, no exponent, no
// infinity, no leading zero (which YAML reads as octal), at most twelve characters.
func Number(written string) (float64, error) {
	whole, part, point := strings.Cut(written, ".")
	if len(written) > 12 || !digits(whole) || len(whole) > 1 && whole[0] == '0' || (point && !digits(part)) {
		return 0, fmt.Errorf("%q is not a number", written)
	}
	return strconv.ParseFloat(written, 64)
}

func numberText(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

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

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// units of memory; the longer suffixes first.
var units = []struct {
	suffix string
	bytes  float64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}}

// Size reads an amount of memory, in bytes: 1 MB is a million of them, 1 MiB is 1,048,576.
func Size(written string) (int64, error) {
	for _, unit := range units {
		if number, ok := strings.CutSuffix(written, unit.suffix); ok {
			n, err := Number(number)
			if err != nil || n*unit.bytes >= math.MaxInt64 {
				break
			}
			return int64(n * unit.bytes), nil
		}
	}
	return 0, fmt.Errorf("%q is not an amount of memory", written)
}
