package report

import (
	"fmt"
	"html/template"
	"math"

	"firedrill/internal/grade"
	"firedrill/internal/plain"
	"firedrill/internal/quantity"
	"firedrill/internal/report/chart"
)

// rangeOf draws an objective's value and its interval on the allowed range. It draws nothing for a value that is not a
// number.
func rangeOf(d Drill, i int) template.HTML {
	o := &d.Result.Objectives[i]
	v, ok := o.Value.(float64)
	if !ok {
		return ""
	}
	drawn := chart.Interval{Class: string(o.Verdict), Value: v, Low: v, High: v}
	words := "value " + inUnit(v, o.Unit)
	if o.Interval != nil {
		drawn.Low, drawn.High = o.Interval.Low, o.Interval.High
		words += fmt.Sprintf(", likely %s to %s", inUnit(o.Interval.Low, o.Unit), inUnit(o.Interval.High, o.Unit))
	}
	if o.Unit == "fraction" {
		drawn.Most = 1
	}
	drawn.Allowed = allowed(d, i)
	drawn.Words = words + "; bound " + boundText(o)
	return template.HTML(drawn.Draw()) // written by package chart, which escapes all text
}

// allowed returns the range that the objective allows, nil if unknown.
func allowed(d Drill, i int) *chart.Span {
	b := d.Result.Objectives[i].Bound
	if b.High == nil {
		return nil
	}
	k := 1.0
	if b.Relative {
		base, ok := grade.Baseline(d.Windows, &d.Scenario.Objectives[i])
		if !ok {
			return nil
		}
		k = base
	}
	switch high := *b.High * k; b.Op {
	case "in":
		if b.Low == nil {
			return nil
		}
		return &chart.Span{From: *b.Low * k, To: high}
	case ">=", ">":
		return &chart.Span{From: high, To: math.MaxFloat64}
	case "=":
		return &chart.Span{From: high, To: high}
	default:
		return &chart.Span{To: high}
	}
}

// boundText formats the bound of an objective.
func boundText(o *grade.Objective) string {
	b := o.Bound
	one := func(v *float64) string {
		switch {
		case v == nil:
			return none
		case b.Relative:
			return quantity.RoundedText(*v, 2) + "×"
		}
		return inUnit(*v, o.Unit)
	}
	op := map[string]string{"<=": "≤", ">=": "≥", "within": "≤"}[b.Op]
	if op == "" {
		op = b.Op
	}
	of := ""
	if b.Relative {
		of = " baseline"
	}
	switch {
	case b.Word != nil:
		return "= " + plain.Masked(*b.Word)
	case b.Op == "in":
		return one(b.Low) + " to " + one(b.High) + of
	}
	return op + " " + one(b.High) + of
}
