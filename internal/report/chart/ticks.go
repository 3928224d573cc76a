package chart

import (
	"math"
	"strconv"

	"firedrill/internal/quantity"
)

// ticks returns round numbers in a range, about as many as wanted and at most twice that.
func ticks(from, to float64, wanted int) []float64 {
	if !(to > from) || math.IsInf(to-from, 0) {
		return []float64{from}
	}
	step := math.Pow(10, math.Floor(math.Log10((to-from)/float64(wanted))))
	for _, k := range []float64{1, 2, 5, 10} {
		if (to-from)/(step*k) <= float64(wanted)+0.5 {
			step *= k
			break
		}
	}
	var all []float64
	for i := math.Ceil(from/step - 1e-9); i*step <= to+step*1e-9; i++ {
		all = append(all, i*step+0) // + 0 turns -0 into 0
	}
	return all
}

// round returns the next larger round number, for the top of an axis.
func round(v float64) float64 {
	if !(v > 0) || math.IsInf(v, 0) {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, k := range []float64{1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10} {
		if v <= unit*k*(1+1e-9) {
			return unit * k
		}
	}
	return v
}

// Seconds formats a time of a drill: 12.4 s, 90 s, 3:20.
func Seconds(s float64) string {
	if s >= 120 && s == math.Floor(s) {
		return strconv.Itoa(int(s)/60) + ":" + strconv.Itoa(int(s)%60/10) + strconv.Itoa(int(s)%10)
	}
	return quantity.RoundedText(s, 1) + " s"
}

// Millis formats a latency in ms.
func Millis(ms float64) string {
	if ms >= 1000 {
		return quantity.RoundedText(ms/1000, 1) + " s"
	}
	return quantity.RoundedText(ms, 1) + " ms"
}

// Count formats an axis value.
func Count(v float64) string {
	if v >= 10_000 {
		return quantity.RoundedText(v/1000, 1) + "k"
	}
	return quantity.RoundedText(v, 2)
}
