// Package workload is what the users of the shop do: which requests they make, what the answers must hold, and how an
// acknowledged order is looked up. It owns the client's side of the shop's routes. How and when requests are sent is
// package load's.
package workload

import (
	"firedrill/internal/load"
	"firedrill/stack/shop"
)

// Name names this workload in a plan.
const Name = "shop"

// Routes that a mix may name.
const (
	Browse  = "browse"  // GET /products?page=N
	Product = "product" // GET /products/{id}
	Order   = "order"   // POST /orders, with an Idempotency-Key, as a logged-in user
	Orders  = "orders"  // GET /orders, as a logged-in user, who looks for the order that they placed last
	Login   = "login"   // POST /login
	Profile = "profile" // GET /profile, as a logged-in user
	Like    = "like"    // POST /products/{id}/like, as a logged-in user

	// What no user asks for, but a crowd may.
	deep   = "deep"   // GET /products?page=N, a page beyond the last, and another one each time
	upload = "upload" // POST /login, with a body that is too big for it
)

// ReadyPath is a page that is served once every part of the shop works.
const ReadyPath = "/products/1"

// Writes are what the audit looks up.
const Writes = "orders"

// UserRoutes are the routes that a scenario's mix may name.
func UserRoutes() []string { return []string{Browse, Product, Order, Orders, Login, Profile, Like} }

// UsualMix is what the users of a quiet evening do.
func UsualMix() []load.Weight {
	return []load.Weight{{Route: Browse, Weight: 50}, {Route: Product, Weight: 30}, {Route: Order, Weight: 10},
		{Route: Login, Weight: 4}, {Route: Profile, Weight: 3}, {Route: Like, Weight: 3}}
}

// Shop is the workload of a shop that has so many users and products.
type Shop struct{ Users, Products int }

// Seeded is the workload of a shop as it starts.
func Seeded() Shop { return Shop{Users: shop.SeedUsers, Products: shop.SeedProducts} }

// Routes names every route that a load's mix may name.
func (s Shop) Routes() []string { return append(UserRoutes(), deep, upload) }

// Crowd says what crowds ask for.
func (s Shop) Crowd() load.CrowdRequests {
	return load.CrowdRequests{
		Mix:      UsualMix(),
		Front:    load.Request{Route: Browse, Args: args(1)},
		Refused:  load.Request{Route: Product}, // there is no product 0
		Uncached: deep,
		Bulk:     upload,
	}
}

// AuditSQL asks which of the keys in $1 have an order, and how many.
func (s Shop) AuditSQL() string {
	return "SELECT key, count(*) FROM orders WHERE key = ANY($1) GROUP BY key"
}

// Script prepares the requests of a plan.
func (s Shop) Script(p load.Plan) load.Script { return newScript(s, p) }

var _ load.Workload = Shop{}
