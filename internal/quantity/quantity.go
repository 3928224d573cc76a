// Package quantity parses and formats numbers. Numbers in scenarios, labs and fault parameters follow one grammar,
// which docs/scenarios.md documents: digits with at most one point, and a unit.
package quantity

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// longest is the maximum length of a number without its unit.
const longest = 12

// Number parses digits with at most one point: no sign, exponent, underscore, infinity or leading zero (which YAML
// reads as octal), and at most twelve characters.
func Number(written string) (float64, error) {
	whole, part, point := strings.Cut(written, ".")
	if len(written) > longest || !digits(whole) || leadingZero(whole) || point && !digits(part) {
		return 0, fmt.Errorf("%q is not a number", written)
	}
	return strconv.ParseFloat(written, 64)
}

// Int parses an integer.
func Int(written string) (int64, error) {
	n, err := strconv.ParseInt(written, 10, 64)
	if err != nil || !digits(written) || leadingZero(written) {
		return 0, fmt.Errorf("%q is not a whole number", written)
	}
	return n, nil
}

// unit is a suffix and the factor that it stands for.
type unit struct {
	suffix string
	factor float64
}

// times are the units of a duration, in the order in which they must appear.
var times = []unit{
	{"h", float64(time.Hour)}, {"m", float64(time.Minute)}, {"s", float64(time.Second)},
	{"ms", float64(time.Millisecond)}, {"us", float64(time.Microsecond)},
}

// Duration parses numbers with units, the largest unit first and each at most once, such as 500ms or 1m30s, in whole
// microseconds.
func Duration(written string) (time.Duration, error) {
	bad := fmt.Errorf("%q is not a duration", written)
	sum, rest, from := 0.0, written, 0
	for rest != "" {
		end := strings.IndexFunc(rest, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
		if end < 0 {
			return 0, bad
		}
		n, err := Number(rest[:end])
		name := rest[end:]
		if stop := strings.IndexAny(name, "0123456789."); stop >= 0 {
			name = name[:stop]
		}
		i := indexOf(times[from:], name)
		if err != nil || i < 0 {
			return 0, bad
		}
		sum += n * times[from+i].factor
		from += i + 1
		rest = rest[end+len(name):]
	}
	d := time.Duration(math.Round(sum))
	if written == "" || sum >= math.MaxInt64 || d%time.Microsecond != 0 {
		return 0, bad
	}
	return d, nil
}

func indexOf(units []unit, suffix string) int {
	for i, u := range units {
		if u.suffix == suffix {
			return i
		}
	}
	return -1
}

// Rate parses a rate per second, such as 200/s.
func Rate(written string) (float64, error) {
	number, ok := strings.CutSuffix(written, "/s")
	n, err := Number(number)
	if !ok || err != nil {
		return 0, fmt.Errorf("%q is not a rate", written)
	}
	return n, nil
}

// Percent parses a percentage such as 20% as a fraction from 0 to 1.
func Percent(written string) (float64, error) {
	number, ok := strings.CutSuffix(written, "%")
	n, err := Number(number)
	if !ok || err != nil || n > 100 {
		return 0, fmt.Errorf("%q is not a percentage", written)
	}
	return n / 100, nil
}

// Units of memory and of bit rates. A suffix that ends in another one comes before it.
var (
	sizes = []unit{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}}
	bits  = []unit{{"kbit", 1e3}, {"mbit", 1e6}, {"gbit", 1e9}}
)

// Size parses an amount of memory in bytes: 1MB is 1,000,000 bytes, 1MiB is 1,048,576.
func Size(written string) (int64, error) {
	n, err := whole(written, sizes)
	if err != nil {
		return 0, fmt.Errorf("%q is not an amount of memory", written)
	}
	return n, nil
}

// BitRate parses bits per second, such as 512kbit.
func BitRate(written string) (int64, error) {
	n, err := whole(written, bits)
	if err != nil {
		return 0, fmt.Errorf("%q is not a bit rate", written)
	}
	return n, nil
}

// errUnit says that a number has none of the units.
var errUnit = errors.New("no such unit")

// whole parses a number with one of the units as an integer and drops a fraction.
func whole(written string, units []unit) (int64, error) {
	for _, u := range units {
		number, ok := strings.CutSuffix(written, u.suffix)
		if !ok {
			continue
		}
		n, err := Number(number)
		if err != nil || n*u.factor >= math.MaxInt64 {
			return 0, errUnit
		}
		return int64(n * u.factor), nil
	}
	return 0, errUnit
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func leadingZero(whole string) bool { return len(whole) > 1 && whole[0] == '0' }
