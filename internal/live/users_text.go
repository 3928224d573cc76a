package live

import (
	"fmt"
	"io"
	"strings"
)

var sparks = []rune("▁▂▃▄▅▆▇█")

// Text writes the view for a terminal of 80 columns.
func (v UsersView) Text(w io.Writer) error {
	var b strings.Builder
	b.WriteString(v.verdict() + "\n\n")
	fmt.Fprintf(&b, "%-10s %7s %8s %9s\n", "route", "req/s", "failed", "p95")
	rows := v.Routes
	if len(rows) > 1 {
		all := v.All
		all.Route = "all"
		rows = append(rows[:len(rows):len(rows)], all)
	}
	for _, r := range rows {
		fmt.Fprintf(&b, "%-10s %7.1f %7.1f%% %9s\n", r.Route, float64(r.Requests)/float64(v.Seconds), 100*r.Share(), millis(r.P95))
	}
	failed, p95, worst, longest := v.curves()
	fmt.Fprintf(&b, "\nthe last %d s\n", len(v.History))
	fmt.Fprintf(&b, "failed %s %4.0f%%\n", spark(failed, 1), 100*worst)
	fmt.Fprintf(&b, "p95    %s %s\n", spark(p95, longest), strings.TrimSpace(millis(&longest)))
	_, err := io.WriteString(w, b.String())
	return err
}

// verdict describes whether the users are well.
func (v UsersView) verdict() string {
	if v.All.Requests == 0 {
		return fmt.Sprintf("users are not well: no request ended in the last %d s", v.Seconds)
	}
	not := "not "
	if v.Well {
		not = ""
	}
	return fmt.Sprintf("users are %swell: in the last %d s, %d of %d requests failed, %d were slow", not, v.Seconds, v.All.Failed,
		v.All.Requests, v.All.Slow)
}

// curves returns the failed share and the p95 of each second (-1: no request), and the maximum of each.
func (v UsersView) curves() (failed, p95 []float64, worst, longest float64) {
	for _, s := range v.History {
		if s.P95 == nil {
			failed, p95 = append(failed, -1), append(p95, -1)
			continue
		}
		failed, p95 = append(failed, s.Share()), append(p95, *s.P95)
		worst, longest = max(worst, s.Share()), max(longest, *s.P95)
	}
	return failed, p95, worst, longest
}

// spark draws one character per value, on a scale from 0 to most. A negative value is a blank.
func spark(values []float64, most float64) string {
	out := make([]rune, len(values))
	for i, v := range values {
		switch {
		case v < 0:
			out[i] = ' '
		case v == 0 || most <= 0:
			out[i] = sparks[0]
		default:
			out[i] = sparks[min(len(sparks)-1, 1+int(v/most*float64(len(sparks)-1)))]
		}
	}
	return string(out)
}

// millis formats a latency in ms.
func millis(ms *float64) string {
	switch {
	case ms == nil:
		return "-"
	case *ms >= 1000:
		return fmt.Sprintf("%.2f s", *ms/1000)
	}
	return fmt.Sprintf("%.0f ms", *ms)
}
