// Package confidence computes 95 % confidence intervals of fractions, and the quantiles of distributions that other 95 %
// intervals are made of. It knows nothing of what the fractions are.
//
// The quantiles come from gonum's mathext, on which its distuv is built. distuv itself would bring matrices and their solvers
// along, which make the binary 2 MB larger.
package confidence

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Level is the probability that an interval contains the true value.
const Level = 0.95

// tail is the probability beyond each end of an interval.
const tail = (1 - Level) / 2

// Normal returns the two-sided quantile of the standard normal distribution, about 1.96.
func Normal() float64 { return mathext.NormalQuantile(1 - tail) }

// StudentT returns the two-sided quantile of Student's t distribution with df degrees of freedom, by its relation to the
// incomplete beta function (Abramowitz and Stegun 26.7.1).
func StudentT(df float64) float64 {
	x := mathext.InvRegIncBeta(df/2, 0.5, 2*tail)
	return math.Sqrt(df * (1 - x) / x)
}

// ClopperPearson returns the exact interval of a fraction p of n independent trials (Clopper and Pearson, Biometrika 26, 1934).
// Its ends are quantiles of beta distributions. Neither n nor p·n needs to be a whole number; n must be above 0 and p from 0 to 1.
func ClopperPearson(p, n float64) (low, high float64) {
	x := p * n
	low, high = 0, 1
	if p > 0 {
		low = mathext.InvRegIncBeta(x, n-x+1, tail)
	}
	if p < 1 {
		high = mathext.InvRegIncBeta(x+1, n-x, 1-tail)
	}
	return low, high
}

// Wilson returns the score interval of a fraction, from the number of passes in n independent trials, without continuity
// correction (Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927). It holds for few
// trials, and if all or none passed. Without a trial it is 0 to 1.
func Wilson(passes, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	z := Normal()
	p, trials := float64(passes)/float64(n), float64(n)
	centre := (p + z*z/(2*trials)) / (1 + z*z/trials)
	half := z / (1 + z*z/trials) * math.Sqrt(p*(1-p)/trials+z*z/(4*trials*trials))
	return max(0, centre-half), min(1, centre+half)
}
