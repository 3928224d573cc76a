package grade

import (
	"math"

	"firedrill/internal/confidence"
	"firedrill/internal/signals"
)

// Requests that one stall delays fail together: a thousand of them tell little more than one. Every interval here is
// therefore computed from the variation between whole seconds. docs/grading.md has the formulas and their measured coverage.

// With events in fewer than fewHits seconds, the variation between seconds is not known well. The least that is then assumed:
// requests fail in bursts of failedBurst, and a stall lasts stallLasts seconds.
const (
	fewHits     = 5
	failedBurst = 4
	stallLasts  = 0.05
)

// leastFreedom is the minimum number of degrees of freedom of a measured variation.
const leastFreedom = 3

// onsetEffect is the design effect of the seconds right after an injection or a revert. It is assumed: one drill has only one
// such moment, so that it can not be measured. With fewer than fewSeconds other seconds, they are not treated separately.
const (
	onsetEffect = 2
	fewSeconds  = 4
)

// share is one batch of a proportion or a rate: x out of n.
type share struct{ x, n float64 }

// estimate is a value with its 95 % interval and the number of requests behind it.
type estimate struct {
	value, low, high float64
	n                int64
	unknown          bool // the sample is too small for an interval
}

// proportion estimates the fraction that the batches are samples of, with the interval of Korn and Graubard (Survey
// Methodology 24, 1998): that of Clopper and Pearson for the effective number of independent requests. Its width is never
// zero, not even without a failure. If failures are too few to measure how they cluster, they are assumed to come in bursts of
// that many.
func proportion(batches []share, burst float64) estimate {
	sum := total(batches)
	if sum.n == 0 {
		return estimate{unknown: true}
	}
	p := sum.x / sum.n
	low, high := confidence.ClopperPearson(p, effective(batches, p, burst))
	return estimate{value: p, low: low, high: high, n: int64(sum.n)}
}

// stratified estimates a fraction from two groups of seconds: those right after a fault began or ended, and the rest.
// The groups differ in every drill, not by chance. Each has its own interval; MOVER joins the two (Zou and Donner,
// Statistics in Medicine 27, 2008).
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

// effective returns the number of independent requests that carry as much information about the fraction p as the
// batches. A measured variation is known only from the seconds with an event, so Student's t gets at most that many
// degrees of freedom.
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
	switch events := float64(hits(batches, p)); {
	case effect > burst:
		freedom = min(freedom, max(events, leastFreedom))
	case events < fewHits:
		effect = burst
	}
	shrink := confidence.Normal() / confidence.StudentT(freedom)
	return sum.n / effect * shrink * shrink
}

// stall returns the minimum number of requests that one stall is assumed to delay: n requests arrived in this many
// seconds.
func stall(n, seconds float64) float64 { return max(failedBurst, stallLasts*n/seconds) }

// hits returns the number of batches that hold the rarer of the two outcomes.
func hits(batches []share, p float64) int {
	n := 0
	for _, b := range batches {
		if (p <= 0.5 && b.x > 0) || (p > 0.5 && b.x < b.n) {
			n++
		}
	}
	return n
}

// variance returns the variance of the ratio of the sums of x and n, by linearisation (Cochran, Sampling Techniques, 2.11),
// with the covariance of neighbouring batches by Newey and West (Econometrica 55, 1987). A negative covariance would make it
// smaller and is left out, to be on the safe side.
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

// rate estimates x per second from batches of x in n seconds, with batch means and Student's t.
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

// quantile estimates a latency quantile in ms with Woodruff's interval (JASA 47, 1952): the fraction of requests beyond the
// quantile has an interval, and the latencies at the two ends of that interval are the ends of the quantile's interval.
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
		low: min(value, s.Latency.Quantile(1-high)), high: max(value, s.Latency.Quantile(1-low)), // the ends have three significant digits
	}
}
