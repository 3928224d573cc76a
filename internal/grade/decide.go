package grade

// ends is the range in which a value lies, for certain or with the confidence of an interval.
type ends struct{ low, high float64 }

func exactly(v float64) ends { return ends{v, v} }

// span is the range that an objective allows. Each of its two ends may itself be uncertain.
type span struct{ low, high ends }

// decide compares a value with a bound: pass if the whole range of the value meets it, fail if none of it does.
func decide(op string, v ends, bound span) Verdict {
	switch op {
	case "<=", "within":
		return sure(v.high <= bound.high.low, v.low > bound.high.high)
	case "<":
		return sure(v.high < bound.high.low, v.low >= bound.high.high)
	case ">=":
		return sure(v.low >= bound.high.high, v.high < bound.high.low)
	case ">":
		return sure(v.low > bound.high.high, v.high <= bound.high.low)
	case "=":
		return sure(v == bound.high, v.low > bound.high.high || v.high < bound.high.low)
	case "in":
		return sure(v.low >= bound.low.high && v.high <= bound.high.low, v.low > bound.high.high || v.high < bound.low.low)
	}
	return Invalid
}

func sure(met, missed bool) Verdict {
	switch {
	case met:
		return Pass
	case missed:
		return Fail
	}
	return Inconclusive
}
