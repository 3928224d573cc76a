// Package workload is the workload of the shop's users: the requests that they send, the checks of the responses, and
// the lookup of acknowledged orders. It owns the client's side of the shop's routes. Package load owns how and when
// requests are sent.
package workload

import (
	"firedrill/internal/load"
	"firedrill/stack/shop"
)

// Name is the name of this workload in a plan.
const Name = "shop"

// Routes for a mix.
const (
	Browse  = "browse"  // GET /products?page=N
	Product = "product" // GET /products/{id}
	Order   = "order"   // POST /orders, with an Idempotency-Key, as a logged-in user
	Orders  = "orders"  // GET /orders, as a logged-in user who checks for their last order
	Login   = "login"   // POST /login
	Profile = "profile" // GET /profile, as a logged-in user
	Like    = "like"    // POST /products/{id}/like, as a logged-in user

	// Routes that only a crowd uses.
	deep   = "deep"   // GET /products?page=N, a different page beyond the last one each time
	upload = "upload" // POST /login, with a body above the size limit
)

// ReadyPath is a page that is available once every part of the shop works.
const ReadyPath = "/products/1"

// Writes is the name of what the audit looks up.
const Writes = "orders"

// UserRoutes are the routes that a scenario's mix may name.
func UserRoutes() []string { return []string{Browse, Product, Order, Orders, Login, Profile, Like} }

// UsualMix is the default mix, that of normal traffic.
func UsualMix() []load.Weight {
	return []load.Weight{{Route: Browse, Weight: 50}, {Route: Product, Weight: 30}, {Route: Order, Weight: 10},
		{Route: Login, Weight: 4}, {Route: Profile, Weight: 3}, {Route: Like, Weight: 3}}
}

// Shop is the workload of a shop with these numbers of users and products.
type Shop struct{ Users, Products int }

// Seeded returns the workload of the shop with its seed data.
func Seeded() Shop { return Shop{Users: shop.SeedUsers, Products: shop.SeedProducts} }

// Routes lists every route that a load's mix may use.
func (s Shop) Routes() []string { return append(UserRoutes(), deep, upload) }

// Crowd returns the requests of crowds.
func (s Shop) Crowd() load.CrowdRequests {
	return load.CrowdRequests{
		Mix:      UsualMix(),
		Front:    load.Request{Route: Browse, Args: args(1)},
		Refused:  load.Request{Route: Product}, // there is no product 0
		Uncached: deep,
		Bulk:     upload,
	}
}

// AuditSQL returns the query for the keys in $1 that have an order, with their number of orders.
func (s Shop) AuditSQL() string {
	return "SELECT key, count(*) FROM orders WHERE key = ANY($1) GROUP BY key"
}

// Script returns the requests of a plan.
func (s Shop) Script(p load.Plan) load.Script { return newScript(s, p) }

var _ load.Workload = Shop{}
