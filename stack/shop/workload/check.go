package workload

import (
	"encoding/json"
	"slices"

	"firedrill/internal/load"
)

// OK reports whether a body is valid for its route. It runs for every successful status, so it checks only what a user
// would notice: the list is complete, the product is the requested one, the order and the token are present.
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

// Acknowledged returns the order that a response acknowledges.
func (s *script) Acknowledged(q load.Request, n uint64, body []byte) (load.Write, bool) {
	if q.Route != Order {
		return load.Write{}, false
	}
	return load.Write{Key: s.idempotencyKey(n), Number: orderID(body)}, true
}

// Shows reports whether an order is in the user's list of orders, or was pushed out of it by newer ones: a crowd may
// also order as that user.
func (s *script) Shows(q load.Request, body []byte, id int64) bool {
	if q.Route != Orders {
		return true
	}
	orders := ordersIn(body)
	older := func(o listed) bool { return o.ID < id }
	return slices.Contains(orders, listed{id}) || len(orders) >= ordersShown && !slices.ContainsFunc(orders, older)
}

// orderID parses an acknowledgement; 0 if it has no id.
func orderID(body []byte) int64 {
	var order struct {
		ID int64 `json:"id"`
	}
	if json.Unmarshal(body, &order) != nil {
		return 0
	}
	return order.ID
}

// ordersIn parses a user's list of orders; nil if there is none.
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

// ordersShown is the number of latest orders that the shop lists.
const ordersShown = 20
