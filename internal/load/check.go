package load

import (
	"encoding/json"
	"slices"
)

// bodyOK says whether a body is what the route promises. It runs for every good status, so it looks no deeper than a
// user would notice: the list is whole, the product is the one asked for, the order and the token are there.
func bodyOK(q request, body []byte) bool {
	switch q.route {
	case RouteProduct:
		var product struct {
			ID int `json:"id"`
		}
		return json.Unmarshal(body, &product) == nil && product.ID == q.product
	case RouteOrder:
		return orderID(body) != 0
	case RouteOrders:
		return ordersIn(body) != nil
	case RouteLogin:
		return tokenIn(body) != ""
	case RouteLike, RouteUpload:
		return true
	}
	return json.Valid(body)
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

// listsOrder says whether an order stands in the list, or was pushed out of it by newer ones: a crowd may order in the
// user's name too.
func listsOrder(body []byte, id int64) bool {
	orders := ordersIn(body)
	older := func(o listed) bool { return o.ID < id }
	return slices.Contains(orders, listed{id}) || len(orders) >= ordersShown && !slices.ContainsFunc(orders, older)
}

// tokenIn reads the answer to a login; "" when there is none in it.
func tokenIn(body []byte) string {
	var login struct {
		Token string `json:"token"`
	}
	if json.Unmarshal(body, &login) != nil {
		return ""
	}
	return login.Token
}
