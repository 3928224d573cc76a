package grade

import (
	"math"

	"firedrill/internal/confidence"
	"firedrill/internal/signals"
)

// Requests that one stall holds up fail together, so that a thousand of them tell little more than one. Every interval
// here therefore comes from how much whole seconds differ from each other. docs/grading.md holds the formulas and what
// they were measured to cover.

// fewHits is the number of seconds with an event under which the spread between seconds can't be known well. What is then
// assumed at least: that requests fail in bursts of failedBurst, and that they are slow together for stallLasts seconds.
const (
	fewHits     = 5
	failedBurst = 4
	stallLasts  = 0.05
)

// leastFreedom is the least number of degrees of freedom that a measured spread is given.
const leastFreedom = 3

// onsetEffect is the design effect of the seconds right after an injection or a revert, which one drill can't show:
// it holds only one such moment. fewSeconds are too few others to be told apart from them.
const (
	onsetEffect = 2
	fewSeconds  = 4
)

// share is one batch of a proportion or a rate: x of n.
type share struct{ x, n float64 }

// estimate is a value with its 95 % interval and the number of requests behind it.
type estimate struct {
	value, low, high float64
	n                int64
	unknown          bool // too little to say anything of low and high
}

// proportion estimates the fraction that the batches are samples of, by the interval of Korn and Graubard (Survey
// Methodology 24, 1998): that of Clopper and Pearson for the effective number of independent requests. It never has
// zero width, at no failures either. Where too few of them were seen to tell, requests are taken to fail in bursts of that many.
func proportion(batches []share, burst float64) estimate {
	sum := total(batches)
	if sum.n == 0 {
		return estimate{unknown: true}
	}
	p := sum.x / sum.n
	low, high := confidence.ClopperPearson(p, effective(batches, p, burst))
	return estimate{value: p, low: low, high: high, n: int64(sum.n)}
}

// stratified estimates a fraction over the seconds in which the lab was just being turned over and the others. What
// happens in the first belongs to the drill and happens in each; that they differ from the others is no chance. Each of
// the two has an interval of its own, joined by MOVER (Zou and Donner, Statistics in Medicine 27, 2008).
func stratified(onset, rest []share, burst float64) estimate {
	a, b := total(onset), total(rest)
	if a.n == 0 || b.n == 0 || len(rest) < fewSeconds {
		return proportion(append(onset, rest...), burst)
	}
	pa, pb, n := a.x/a.n, b.x/b.n, a.n+b.n
	lowA, highA := confidence.ClopperPearson(pa, a.n/onsetEffect)
	lowB, highB := confidence.ClopperPearson(pb, effective(rest, pb, burst))
	p, wa, wb := (a.x+b.x)/n, a.n/n, b.n/n
	return estimate{
		value: p, n: int64(n),
		low:  max(0, p-math.Hypot(wa*(pa-lowA), wb*(pb-lowB))),
		high: min(1, p+math.Hypot(wa*(highA-pa), wb*(highB-pb))),
	}
}

// effective is how many independent requests would tell as much about the fraction p as the batches do. A spread that was
// measured is known from as many seconds as held an event, so that Student's t has no more degrees of freedom than that.
func effective(batches []share, p, burst float64) float64 {
	sum, b := total(batches), float64(len(batches))
	if b < 2 {
		return 1
	}
	effect := 1.0
	if p > 0 && p < 1 {
		effect = max(1, variance(batches, sum.x/sum.n)/(p*(1-p)/sum.n))
	}
	freedom := b - 1
	switch seen := float64(hits(batches, p)); {
	case effect > burst:
		freedom = min(freedom, max(seen, leastFreedom))
	case seen < fewHits:
		effect = burst
	}
	shrink := confidence.Normal() / confidence.StudentT(freedom)
	return sum.n / effect * shrink * shrink
}

// stall is how many of n requests in so many seconds a stall holds up at least, where none or few were seen.
func stall(n, seconds float64) float64 { return max(failedBurst, stallLasts*n/seconds) }

// hits is how many batches hold the rarer of the two outcomes.
func hits(batches []share, p float64) int {
	n := 0
	for _, b := range batches {
		if (p <= 0.5 && b.x > 0) || (p > 0.5 && b.x < b.n) {
			n++
		}
	}
	return n
}

// variance is that of the ratio of the sums of x and n, by linearisation (Cochran, Sampling Techniques, 2.11), with
// the covariance of neighbouring batches by Newey and West (Econometrica 55, 1987). Batches that take turns would make
// it smaller; that is not believed.
func variance(batches []share, ratio float64) float64 {
	b := len(batches)
	if b < 2 {
		return math.Inf(1)
	}
	residual := make([]float64, b)
	plain := 0.0
	for i, s := range batches {
		residual[i] = s.x - ratio*s.n
		plain += residual[i] * residual[i]
	}
	lags := int(4 * math.Pow(float64(b)/100, 2.0/9))
	joint := plain
	for l := 1; l <= min(lags, b-1); l++ {
		covariance := 0.0
		for i := l; i < b; i++ {
			covariance += residual[i] * residual[i-l]
		}
		joint += 2 * (1 - float64(l)/float64(lags+1)) * covariance
	}
	n := total(batches).n
	return max(plain, joint) * float64(b) / float64(b-1) / (n * n)
}

func total(batches []share) share {
	var sum share
	for _, b := range batches {
		sum.x += b.x
		sum.n += b.n
	}
	return sum
}

// rate estimates x a second, from batches of x in n seconds, by batch means and Student's t.
func rate(batches []share, requests int64) estimate {
	sum := total(batches)
	e := estimate{n: requests}
	if sum.n == 0 || len(batches) < 2 {
		e.unknown = true
		return e
	}
	e.value = sum.x / sum.n
	half := confidence.StudentT(float64(len(batches)-1)) * math.Sqrt(variance(batches, e.value))
	e.low, e.high = max(0, e.value-half), e.value+half
	return e
}

// quantile estimates a latency quantile in ms by Woodruff's interval (JASA 47, 1952): the fraction of requests beyond
// the quantile has an interval, as every fraction has, and the latencies at the ends of that are the quantile's own.
func quantile(s *signals.Series, q float64) estimate {
	value, seconds := s.Latency.Quantile(q), 0.0
	batches := make([]share, 0, len(s.Batches))
	for i := range s.Batches {
		b := &s.Batches[i]
		seconds += b.Seconds
		batches = append(batches, share{float64(b.Over(value)), float64(b.Sent())})
	}
	low, high := confidence.ClopperPearson(1-q, effective(batches, 1-q, stall(float64(s.Latency.N()), seconds)))
	return estimate{
		value: value, n: s.Latency.N(),
		low: min(value, s.Latency.Quantile(1-high)), high: max(value, s.Latency.Quantile(1-low)), // these are known to three digits
	}
}
