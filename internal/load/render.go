package load

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// password is what every seeded user of the shop has.
const password = "firedrill"

// renderer writes requests as HTTP/1.1 sends them.
type renderer struct {
	tail string // end of the request line and the headers that all requests share
	key  string // what the idempotency keys of this run begin with
	seed uint64 // of trace ids; 0 for a crowd, whose requests nobody looks for
	// upload is the whole request of RouteUpload, which all of them share: one each would be too much memory.
	upload []byte
}

func newRenderer(p Plan, host string) renderer {
	r := renderer{
		tail: " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: " + cmp.Or(p.Agent, "firedrill") + "\r\nAccept: application/json\r\n",
		key:  fmt.Sprintf("%s-%x-", p.Run, p.Seed),
	}
	if p.Agent == "" {
		r.seed = p.Seed
	}
	if p.Upload > 0 {
		r.upload = appendBody(append([]byte("POST /login"), r.tail...), bigLogin(p.Upload))
	}
	return r
}

// bigLogin is the body of a login, with a password that makes it as long as asked.
func bigLogin(bytes int) string {
	head, tail := fmt.Sprintf(`{"email":%q,"password":"`, email(1)), `"}`
	return head + strings.Repeat("x", max(0, bytes-len(head)-len(tail))) + tail
}

// email names a seeded user.
func email(user int) string { return fmt.Sprintf("user%04d@shop.test", user) }

// idempotencyKey names the order that arrival n places.
func (r renderer) idempotencyKey(n uint64) string { return r.key + strconv.FormatUint(n, 10) }

// TraceID names arrival n of a load with that seed, as W3C's traceparent does. It joins a request to the servers' logs also
// where no answer named it.
func TraceID(seed, n uint64) string { return fmt.Sprintf("%016x%016x", seed, n) }

// noArrival stands for the number of a request that is no arrival of the load, such as a user's login before it.
const noArrival = math.MaxUint64

// render appends the request of arrival n; token is the user's, "" without one.
func (r renderer) render(b []byte, q request, n uint64, token string) []byte {
	switch q.route {
	case RouteBrowse, RouteDeep:
		b = strconv.AppendInt(append(b, "GET /products?page="...), int64(q.page), 10)
	case RouteProduct:
		b = strconv.AppendInt(append(b, "GET /products/"...), int64(q.product), 10)
	case RouteProfile:
		b = append(b, "GET /profile"...)
	case RouteLike:
		b = append(strconv.AppendInt(append(b, "POST /products/"...), int64(q.product), 10), "/like"...)
	case RouteLogin:
		b = append(b, "POST /login"...)
	case RouteOrder:
		b = append(b, "POST /orders"...)
	case RouteOrders:
		b = append(b, "GET /orders"...)
	}
	b = append(b, r.tail...)
	if r.seed != 0 {
		b = append(append(append(b, "Traceparent: 00-"...), TraceID(r.seed, n)...), "-0000000000000001-00\r\n"...)
	}
	if token != "" {
		b = append(append(append(b, "Authorization: Bearer "...), token...), "\r\n"...)
	}
	if q.fresh {
		b = append(b, "Connection: close\r\n"...)
	}
	switch q.route {
	case RouteLike:
		return append(b, "Content-Length: 0\r\n\r\n"...)
	case RouteLogin:
		return appendBody(b, fmt.Sprintf(`{"email":%q,"password":%q}`, email(q.user), password))
	case RouteOrder:
		b = append(append(append(b, "Idempotency-Key: "...), r.idempotencyKey(n)...), "\r\n"...)
		return appendBody(b, basketJSON(q.items))
	}
	return append(b, "\r\n"...)
}

func appendBody(b []byte, body string) []byte {
	b = append(b, "Content-Type: application/json\r\nContent-Length: "...)
	b = strconv.AppendInt(b, int64(len(body)), 10)
	return append(append(b, "\r\n\r\n"...), body...)
}

func basketJSON(items []item) string {
	b := []byte(`{"items":[`)
	for i, it := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"product_id":%d,"quantity":%d}`, it.product, it.quantity)
	}
	return string(append(b, "]}"...))
}
