package grade

import "math"

// betaCDF is the regularised incomplete beta function I_x(a, b), the chance that a Beta(a, b) variable is at most x. It
// is the continued fraction of Abramowitz and Stegun 26.5.8, evaluated by Lentz's method (Press et al., Numerical
// Recipes, 6.4).
func betaCDF(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2): // the fraction converges fast on this side only
		return 1 - betaCDF(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + a*math.Log(x) + b*math.Log1p(-x))
	return front * betaFraction(x, a, b) / a
}

func betaFraction(x, a, b float64) float64 {
	const tiny, precise, most = 1e-300, 1e-14, 10_000
	keep := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/keep(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m <= most; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / keep(1+even*d)
		c = keep(1 + even/c)
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / keep(1+odd*d)
		c = keep(1 + odd/c)
		h *= d * c
		if math.Abs(d*c-1) < precise {
			break
		}
	}
	return h
}

// betaQuantile is the x at which betaCDF is p, by bisection: slow, sure, and the same on every machine.
func betaQuantile(p, a, b float64) float64 {
	low, high := 0.0, 1.0
	for range 80 {
		mid := (low + high) / 2
		if betaCDF(mid, a, b) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// studentT is the two-sided 95 % quantile of Student's t with df degrees of freedom.
func studentT(df float64) float64 {
	x := betaQuantile(1-confidence, df/2, 0.5)
	return math.Sqrt(df * (1/x - 1))
}

// confidence is how often an interval is to hold the truth.
const confidence = 0.95

// normal is the two-sided 95 % quantile of the normal distribution.
const normal = 1.959963984540054
