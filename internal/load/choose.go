package load

import (
	"math/rand/v2"
	"sort"
)

// chooser decides what each arrival asks for.
type chooser struct {
	plan   Plan
	script Script
	shares []float64 // of the mix, summed up
	source rand.PCG
	random *rand.Rand
}

func newChooser(s Script, p Plan) *chooser {
	c := &chooser{plan: p, script: s}
	sum := 0.0
	for _, w := range p.Mix {
		sum += w.Weight
		c.shares = append(c.shares, sum)
	}
	c.random = rand.New(&c.source)
	return c
}

// choose decides arrival n. It seeds the source anew for each, so that no arrival's choice depends on another's.
func (c *chooser) choose(n uint64) Request {
	c.source.Seed(c.plan.Seed, n)
	route := c.plan.Mix[Draw(c.random, c.shares)].Route
	fresh := c.random.Float64() < c.plan.Fresh
	q := c.script.Choose(route, n, c.random)
	q.Route, q.Fresh = route, fresh
	return q
}

// Draw picks an index in proportion to the steps of a rising sum.
func Draw(random *rand.Rand, sums []float64) int {
	x := random.Float64() * sums[len(sums)-1]
	return sort.Search(len(sums)-1, func(i int) bool { return sums[i] > x })
}
