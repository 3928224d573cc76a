package report

import (
	"strconv"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/record"
)

// none stands where a number is not known.
const none = "–"

// short writes v with at most that many digits after the point.
func short(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func millis(ms *float64) string {
	switch {
	case ms == nil:
		return none
	case *ms >= 10_000:
		return short(*ms/1000, 1) + " s"
	case *ms >= 1000:
		return short(*ms/1000, 2) + " s"
	case *ms >= 10:
		return short(*ms, 0) + " ms"
	}
	return short(*ms, 1) + " ms"
}

// took writes a latency of the record, in µs.
func took(us int64) string {
	if us == record.Absent {
		return none
	}
	ms := float64(us) / 1000
	return millis(&ms)
}

func seconds(s *float64) string {
	if s == nil {
		return none
	}
	return short(*s, 1) + " s"
}

// value writes an objective's value.
func value(v any, unit string) string {
	switch v := v.(type) {
	case string:
		return clean(v)
	case float64:
		return inUnit(v, unit)
	}
	return none
}

func inUnit(v float64, unit string) string {
	switch unit {
	case "fraction":
		return grade.Percent(v)
	case "ms":
		return millis(&v)
	case "s":
		return seconds(&v)
	case "/s":
		return short(v, 1) + "/s"
	}
	return short(v, 2)
}
