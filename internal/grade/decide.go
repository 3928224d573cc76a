package grade

// ends are where a value lies for sure, or as sure as an interval makes it.
type ends struct{ low, high float64 }

func exactly(v float64) ends { return ends{v, v} }

// span is what an objective allows: up to, from or between its ends, each of which may be uncertain itself.
type span struct{ low, high ends }

// decide compares a value with a bound. It passes if the value surely keeps to it and fails if it surely does not.
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
