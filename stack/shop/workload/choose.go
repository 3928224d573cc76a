package workload

import (
	"math"
	"math/rand/v2"

	"firedrill/internal/load"
)

const (
	// maxSessions is the number of users that stay logged in. A login is expensive for the app on purpose, and a drill
	// should not begin with a burst of them.
	maxSessions = 20
	// perPage is the number of products per page, maxPages the number of pages that users visit.
	perPage, maxPages = 20, 10
	// lastPage is the highest page number that the shop accepts.
	lastPage = 1_000_000
	// skew is the exponent of product popularity: the k-th product has the weight 1/k^skew. Real shops have 0.8 to 1.
	skew = 0.9
	// maxItems and maxQuantity bound an order.
	maxItems, maxQuantity = 3, 3
)

// script is the shop's workload under one plan. Args[0] of its requests is the page, the product, the user who logs in,
// or the number of items of an order; the items of an order follow as pairs of product and quantity.
type script struct {
	shop     Shop
	seed     uint64
	key      string // prefix of the idempotency keys of this run
	upload   int
	products []float64 // popularity, cumulative
	pages    []float64
}

// args returns the arguments of a request with one argument.
func args(of int) [7]int32 { return [7]int32{int32(of)} }

// Choose selects the request of arrival n on a route.
func (s *script) Choose(route string, n uint64, random *rand.Rand) load.Request {
	switch route {
	case Browse:
		return load.Request{Args: args(1 + load.Draw(random, s.pages))}
	case deep:
		return load.Request{Args: args(s.deep(n))}
	case Product:
		return load.Request{Args: args(s.popular(random))}
	case Login:
		return load.Request{Args: args(1 + random.IntN(s.shop.Users))}
	case Profile, Orders:
		return load.Request{User: s.session(random)}
	case Like:
		return load.Request{User: s.session(random), Args: args(s.popular(random))}
	case Order:
		return load.Request{User: s.session(random), Args: s.basket(random)}
	}
	return load.Request{}
}

// deep returns a page number beyond the last page for arrival n. It is different for each arrival, so that it is never
// cached.
func (s *script) deep(n uint64) int {
	last := uint64(s.shop.Products+perPage-1) / perPage
	return int(last + 1 + (s.seed%lastPage+n)%(lastPage-last))
}

// popular selects a product by popularity.
func (s *script) popular(random *rand.Rand) int { return 1 + load.Draw(random, s.products) }

// session selects one of the users who stay logged in.
func (s *script) session(random *rand.Rand) int { return 1 + random.IntN(s.Sessions()) }

// basket fills an order with distinct products.
func (s *script) basket(random *rand.Rand) (all [7]int32) {
	for range 1 + random.IntN(maxItems) {
		product := int32(s.popular(random))
		if all[1] == product || all[3] == product {
			continue
		}
		at := 1 + 2*all[0]
		all[at], all[at+1] = product, int32(1+random.IntN(maxQuantity))
		all[0]++
	}
	return all
}

// popularity returns the cumulative Zipf weights of n items, the most popular one first.
func popularity(n int) []float64 {
	sums := make([]float64, n)
	sum := 0.0
	for i := range sums {
		sum += math.Pow(float64(i+1), -skew)
		sums[i] = sum
	}
	return sums
}
