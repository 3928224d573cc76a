package history

import "math"

// normal is the two-sided 95 % quantile of the normal distribution.
const normal = 1.959963984540054

// Wilson is the 95 % score interval of a fraction, from the number of passes in n independent trials, without continuity
// correction (Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927). It holds for few
// trials, and if all or none passed. Without a trial it is 0 to 1.
func Wilson(passes, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	const z2 = normal * normal
	p, trials := float64(passes)/float64(n), float64(n)
	centre := (p + z2/(2*trials)) / (1 + z2/trials)
	half := normal / (1 + z2/trials) * math.Sqrt(p*(1-p)/trials+z2/(4*trials*trials))
	return max(0, centre-half), min(1, centre+half)
}
