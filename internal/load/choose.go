package load

import (
	"math"
	"math/rand/v2"
	"sort"
)

const (
	// maxSessions bounds the users that stay logged in. Logging in is dear for the app, on purpose; a drill should
	// not begin with a storm of it.
	maxSessions = 20
	// perPage is how many products the shop shows on a page, maxPages how deep users leaf.
	perPage, maxPages = 20, 10
	// lastPage is the last that the shop takes for one.
	lastPage = 1_000_000
	// skew is the exponent of the popularity: the k-th product draws 1/k^skew. Shops see 0.8 to 1.
	skew = 0.9
	// maxItems and maxQuantity bound an order.
	maxItems, maxQuantity = 3, 3
)

// item is one line of an order.
type item struct {
	product  int
	quantity int
}

// request is what one arrival asks for, decided by the plan's seed and the arrival's number alone.
type request struct {
	route   string
	fresh   bool // on a connection of its own
	user    int  // from 1
	product int  // from 1
	page    int  // from 1
	items   []item
}

// chooser decides what each arrival asks for.
type chooser struct {
	plan     Plan
	shares   []float64 // of the mix, summed up
	products []float64 // popularity, summed up
	pages    []float64
	source   rand.PCG
	random   *rand.Rand
}

func newChooser(p Plan) *chooser {
	c := &chooser{plan: p}
	sum := 0.0
	for _, w := range p.Mix {
		sum += w.Weight
		c.shares = append(c.shares, sum)
	}
	c.products = popularity(p.Products)
	c.pages = popularity(min(maxPages, (p.Products+perPage-1)/perPage))
	c.random = rand.New(&c.source)
	return c
}

// choose decides arrival n. It seeds the source anew for each, so that no arrival's choice hangs on another's.
func (c *chooser) choose(n uint64) request {
	c.source.Seed(c.plan.Seed, n)
	r := request{
		route: c.plan.Mix[c.draw(c.shares)].Route,
		fresh: c.random.Float64() < c.plan.Fresh,
	}
	switch r.route {
	case RouteBrowse:
		r.page = 1 + c.draw(c.pages)
	case RouteDeep:
		r.page = c.deep(n)
	case RouteProduct:
		r.product = 1 + c.draw(c.products)
	case RouteLogin:
		r.user = 1 + c.random.IntN(c.plan.Users)
	case RouteProfile, RouteOrders:
		r.user = c.session()
	case RouteLike:
		r.user, r.product = c.session(), 1+c.draw(c.products)
	case RouteOrder:
		r.user, r.items = c.session(), c.basket()
	}
	return r
}

// deep is the page that arrival n turns to, beyond the last that shows anything: nobody was there before, so that no
// cache has it.
func (c *chooser) deep(n uint64) int {
	last := uint64(c.plan.Products+perPage-1) / perPage
	return int(last + 1 + (c.plan.Seed%lastPage+n)%(lastPage-last))
}

// session picks one of the users who stay logged in.
func (c *chooser) session() int { return 1 + c.random.IntN(sessions(c.plan)) }

func sessions(p Plan) int { return min(maxSessions, p.Users) }

// basket fills an order; no product stands in it twice.
func (c *chooser) basket() []item {
	items := make([]item, 0, maxItems)
	seen := [maxItems]int{}
	for range 1 + c.random.IntN(maxItems) {
		product := 1 + c.draw(c.products)
		if seen[0] == product || seen[1] == product {
			continue
		}
		seen[len(items)] = product
		items = append(items, item{product: product, quantity: 1 + c.random.IntN(maxQuantity)})
	}
	return items
}

// draw picks an index in proportion to the steps of a rising sum.
func (c *chooser) draw(sums []float64) int {
	x := c.random.Float64() * sums[len(sums)-1]
	return sort.Search(len(sums)-1, func(i int) bool { return sums[i] > x })
}

// popularity returns the summed Zipf weights of n things, the first the most popular.
func popularity(n int) []float64 {
	sums := make([]float64, n)
	sum := 0.0
	for i := range sums {
		sum += math.Pow(float64(i+1), -skew)
		sums[i] = sum
	}
	return sums
}
