package grade

import (
	"math"
	"strconv"

	"firedrill/internal/quantity"
)

// Percent formats a fraction as a percentage with two significant digits below 10 %. It never writes 0 % for a positive
// fraction.
func Percent(f float64) string {
	p := f * 100
	switch {
	case p == 0:
		return "0%"
	case p < 0.01:
		return "<0.01%"
	case p < 9.95:
		return strconv.FormatFloat(p, 'g', 2, 64) + "%"
	case p > 99.9 && p < 100:
		return ">99.9%"
	}
	return strconv.FormatFloat(math.Round(p*10)/10, 'f', -1, 64) + "%"
}

// Thousands formats 12400 as 12,400.
func Thousands(n int64) string {
	if n < 0 {
		return "-" + Thousands(-n)
	}
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count formats "1 request" and "2,000 requests".
func Count[N int | int64](n N, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return Thousands(int64(n)) + " " + what + "s"
}

// InUnit formats a value in the unit of an objective, as named by Objective.Unit.
func InUnit(v float64, unit string) string {
	switch unit {
	case unitFraction:
		return Percent(v)
	case unitMS:
		if v >= 1000 {
			return quantity.RoundedText(v/1000, 2) + " s"
		}
		return quantity.RoundedText(v, 1) + " ms"
	case unitSeconds:
		return quantity.RoundedText(v, 1) + " s"
	case unitRate:
		return quantity.RoundedText(v, 1) + "/s"
	}
	return quantity.RoundedText(v, 2)
}

// Units of an objective's value.
const (
	unitFraction = "fraction"
	unitMS       = "ms"
	unitSeconds  = "s"
	unitRate     = "/s"
	unitCount    = "count"
	unitHop      = "hop"
)

// unitOf is the unit of a signal.
func unitOf(signal string) string {
	switch signal {
	case "failed", "slow":
		return unitFraction
	case "p50", "p95", "p99":
		return unitMS
	case "recovered", "detected":
		return unitSeconds
	case "throughput":
		return unitRate
	case "hop":
		return unitHop
	}
	return unitCount
}
