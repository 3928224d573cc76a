package scenarios

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"firedrill/internal/quantity"
)

// String writes the objective in the one form that ParseObjective gives back unchanged.
func (o Objective) String() string {
	var b strings.Builder
	b.WriteString(o.Phase + ": " + o.Signal)
	if o.Over > 0 {
		b.WriteString("(" + quantity.DurationText(o.Over) + ")")
	}
	if len(o.Labels) > 0 {
		pairs := make([]string, 0, len(o.Labels))
		for _, label := range slices.Sorted(maps.Keys(o.Labels)) {
			pairs = append(pairs, label+"="+o.Labels[label])
		}
		b.WriteString("{" + strings.Join(pairs, ", ") + "}")
	}
	s, ok := findSignal(o.Signal, Workload{})
	if !ok {
		s, _ = auditSignal(o.Signal)
	}
	switch {
	case s.unit == hop:
		b.WriteString(" = " + o.Word)
	case s.unit == interval:
		b.WriteString(" within " + o.valueText(s, o.High))
	case o.Op == "in":
		b.WriteString(" in " + o.valueText(s, o.Low) + ".." + o.valueText(s, o.High))
	default:
		b.WriteString(" " + o.Op + " " + o.valueText(s, o.High))
	}
	return b.String()
}

func (o Objective) valueText(s signal, v float64) string {
	switch {
	case o.Relative:
		return numberText(v) + "x baseline"
	case s.unit == fraction:
		return numberText(v*100) + "%"
	case s.unit == latency:
		return quantity.DurationText(time.Duration(math.Round(v * float64(time.Millisecond))))
	case s.unit == interval:
		return quantity.DurationText(time.Duration(math.Round(v * float64(time.Second))))
	case s.unit == rate:
		return numberText(v) + "/s"
	}
	return numberText(v)
}

// numberText writes at most as many digits as a number may be read with, so that a percentage comes back the same.
func numberText(v float64) string {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
