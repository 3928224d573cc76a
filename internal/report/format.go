package report

import (
	"firedrill/internal/grade"
	"firedrill/internal/plain"
	"firedrill/internal/quantity"
	"firedrill/internal/record"
)

// none stands for an unknown number.
const none = "–"

func millis(ms *float64) string {
	switch {
	case ms == nil:
		return none
	case *ms >= 10_000:
		return quantity.RoundedText(*ms/1000, 1) + " s"
	case *ms >= 1000:
		return quantity.RoundedText(*ms/1000, 2) + " s"
	case *ms >= 10:
		return quantity.RoundedText(*ms, 0) + " ms"
	}
	return quantity.RoundedText(*ms, 1) + " ms"
}

// took formats a latency in µs.
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
	return quantity.RoundedText(*s, 1) + " s"
}

// value formats an objective's value.
func value(v any, unit string) string {
	switch v := v.(type) {
	case string:
		return plain.Masked(v)
	case float64:
		return inUnit(v, unit)
	}
	return none
}

func inUnit(v float64, unit string) string {
	if unit == "ms" {
		return millis(&v)
	}
	return grade.InUnit(v, unit)
}
