package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/internal/quantity"
)

// End is one end of a parameter's range, with what a test of it needs.
type End struct {
	Param   string
	Name    string // "min" or "max"
	Params  map[string]string
	Outside map[string]string // the same, but with a value one step beyond the end; nil where none can be written
	ByLab   bool              // Plan may refuse it
}

// EndsOf lists both ends of each ranged parameter of a kind: the example's parameters with the value at that end, and the
// parameters that the kind adds for it.
func EndsOf(x chaos.Index, kind string) ([]End, error) {
	k, err := x.Kind(kind)
	if err != nil {
		return nil, err
	}
	fields, err := x.Fields(kind)
	if err != nil {
		return nil, err
	}
	var ends []End
	for _, f := range fields {
		if f.Min == "" {
			continue
		}
		for _, name := range []string{"min", "max"} {
			at, step := f.Min, -1
			if name == "max" {
				at, step = f.Max, 1
			}
			e := End{Param: f.Name, Name: name, Params: beside(k, f, fields, name), ByLab: f.ByLab}
			e.Params[f.Name] = at
			if beyond := stepped(f.Type, at, step); beyond != "" {
				e.Outside = maps.Clone(e.Params)
				e.Outside[f.Name] = beyond
			}
			ends = append(ends, e)
		}
	}
	return ends, nil
}

// beside returns the other parameters for a value at an end: the example's, without those that exclude it, and what the kind adds.
func beside(k chaos.Kind, f chaos.Field, fields []chaos.Field, end string) map[string]string {
	params := maps.Clone(k.Example.Params)
	if params == nil {
		params = map[string]string{}
	}
	delete(params, f.Without)
	for _, other := range fields {
		if other.Without == f.Name {
			delete(params, other.Name)
		}
	}
	for name, value := range k.Ends[f.Name+" "+end] {
		if params[name] = value; value == "" {
			delete(params, name)
		}
	}
	return params
}

// stepped returns the value one step below or above; "" if it cannot be written, such as -1.
func stepped(kind, written string, step int) string {
	if kind == "duration" {
		d, err := quantity.Duration(written)
		if d += time.Duration(step) * time.Microsecond; err != nil || d < 0 {
			return ""
		}
		return quantity.DurationText(d)
	}
	digits := strings.TrimRight(written, "/sbitkmg")
	n, err := quantity.Number(digits)
	by := 1.0
	if _, part, ok := strings.Cut(digits, "."); ok {
		by = 1 / float64(slices.Max([]int{1, pow10(len(part))}))
	}
	if n += float64(step) * by; err != nil || n < 0 {
		return ""
	}
	return fmt.Sprintf("%s%s", quantity.NumberText(round(n)), strings.TrimPrefix(written, digits))
}

func pow10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}

// round removes the rounding error of a sum of decimal fractions.
func round(n float64) float64 {
	const fine = 1e6
	return float64(int64(n*fine+0.5)) / fine
}
