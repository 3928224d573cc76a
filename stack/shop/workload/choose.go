package workload

import (
	"math"
	"math/rand/v2"

	"firedrill/internal/load"
)

const (
	// maxSessions bounds the users that stay logged in. Logging in is expensive for the app, on purpose; a drill should
	// not begin with a storm of it.
	maxSessions = 20
	// perPage is how many products the shop shows on a page, maxPages how deep users leaf.
	perPage, maxPages = 20, 10
	// lastPage is the last page number that the shop accepts.
	lastPage = 1_000_000
	// skew is the exponent of the popularity: the k-th product draws 1/k^skew. Shops see 0.8 to 1.
	skew = 0.9
	// maxItems and maxQuantity bound an order.
	maxItems, maxQuantity = 3, 3
)

// script is the shop's workload under one plan. Args[0] of its requests is the page, the product, the user who logs in, or
// the number of items of an order; an order's items follow as pairs of product and quantity.
type script struct {
	shop     Shop
	seed     uint64
	key      string // what the idempotency keys of this run begin with
	upload   int
	products []float64 // popularity, summed up
	pages    []float64
}

// args are the arguments of a request about one thing.
func args(of int) [7]int32 { return [7]int32{int32(of)} }

// Choose decides what arrival n asks for on a route.
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

// deep is the page that arrival n turns to, beyond the last that shows anything: nobody was there before, so that no
// cache has it.
func (s *script) deep(n uint64) int {
	last := uint64(s.shop.Products+perPage-1) / perPage
	return int(last + 1 + (s.seed%lastPage+n)%(lastPage-last))
}

// popular picks a product, the popular ones more often.
func (s *script) popular(random *rand.Rand) int { return 1 + load.Draw(random, s.products) }

// session picks one of the users who stay logged in.
func (s *script) session(random *rand.Rand) int { return 1 + random.IntN(s.Sessions()) }

// basket fills an order; no product stands in it twice.
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
