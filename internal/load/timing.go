package load

import (
	"math"
	"strconv"
	"strings"

	"firedrill/internal/record"
)

// timings are the parts of a Server-Timing header, in microseconds, record.Absent for each that is missing.
type timings struct {
	middleware, app, cache, db, pool int64
}

// parseTimings reads a header such as "app;dur=1.234, db;dur=0.4". What it does not know or cannot read is passed over:
// a damaged header must not fail a request that the user got.
func parseTimings(header string) timings {
	t := timings{middleware: record.Absent, app: record.Absent, cache: record.Absent, db: record.Absent, pool: record.Absent}
	for header != "" {
		var metric string
		metric, header, _ = strings.Cut(header, ",")
		name, params, _ := strings.Cut(metric, ";")
		dur := duration(params)
		switch strings.TrimSpace(name) {
		case "middleware":
			t.middleware = dur
		case "app":
			t.app = dur
		case "cache":
			t.cache = dur
		case "db":
			t.db = dur
		case "pool":
			t.pool = dur
		}
	}
	return t
}

// duration finds dur among a metric's parameters; it is in milliseconds there.
func duration(params string) int64 {
	for params != "" {
		var param string
		param, params, _ = strings.Cut(params, ";")
		text, ok := strings.CutPrefix(strings.TrimSpace(param), "dur=")
		if !ok {
			continue
		}
		ms, err := strconv.ParseFloat(text, 64)
		if err != nil || !(ms >= 0) || ms > 1e9 {
			return record.Absent
		}
		return int64(math.Round(ms * 1000))
	}
	return record.Absent
}
