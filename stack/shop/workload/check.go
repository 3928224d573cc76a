package workload

import (
	"encoding/json"
	"slices"

	"firedrill/internal/load"
)

// OK says whether a body is what the route promises. It runs for every good status, so it looks no deeper than a user
// would notice: the list is whole, the product is the one asked for, the order and the token are there.
func (s *script) OK(q load.Request, body []byte) bool {
	switch q.Route {
	case Product:
		var product struct {
			ID int32 `json:"id"`
		}
		return json.Unmarshal(body, &product) == nil && product.ID == q.Args[0]
	case Order:
		return orderID(body) != 0
	case Orders:
		return ordersIn(body) != nil
	case Login:
		return s.Token(body) != ""
	case Like, upload:
		return true
	}
	return json.Valid(body)
}

// Acknowledged returns the order that a body acknowledges.
func (s *script) Acknowledged(q load.Request, n uint64, body []byte) (load.Write, bool) {
	if q.Route != Order {
		return load.Write{}, false
	}
	return load.Write{Key: s.idempotencyKey(n), Number: orderID(body)}, true
}

// Shows says whether an order stands in the list that the user asked for, or was pushed out of it by newer ones: a crowd may
// order in the user's name too.
func (s *script) Shows(q load.Request, body []byte, id int64) bool {
	if q.Route != Orders {
		return true
	}
	orders := ordersIn(body)
	older := func(o listed) bool { return o.ID < id }
	return slices.Contains(orders, listed{id}) || len(orders) >= ordersShown && !slices.ContainsFunc(orders, older)
}

// orderID reads an acknowledgement; 0 when there is none in it.
func orderID(body []byte) int64 {
	var order struct {
		ID int64 `json:"id"`
	}
	if json.Unmarshal(body, &order) != nil {
		return 0
	}
	return order.ID
}

// ordersIn reads the list of a user's orders; nil when there is none in it.
func ordersIn(body []byte) []listed {
	var list struct {
		Orders []listed `json:"orders"`
	}
	if json.Unmarshal(body, &list) != nil {
		return nil
	}
	return list.Orders
}

// listed is an order in a list.
type listed struct {
	ID int64 `json:"id"`
}

// ordersShown is how many of a user's orders the shop lists, the latest.
const ordersShown = 20
