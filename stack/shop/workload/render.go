package workload

import (
	"fmt"
	"strconv"
	"strings"

	"firedrill/internal/load"
	"firedrill/stack/shop"
)

func newScript(s Shop, p load.Plan) *script {
	return &script{
		shop: s, seed: p.Seed, upload: p.Upload,
		key:      fmt.Sprintf("%s-%x-", p.Run, p.Seed),
		products: popularity(s.Products),
		pages:    popularity(min(maxPages, (s.Products+perPage-1)/perPage)),
	}
}

// AppendLine appends the method and the target.
func (s *script) AppendLine(b []byte, q load.Request) []byte {
	switch q.Route {
	case Browse, deep:
		return strconv.AppendInt(append(b, "GET /products?page="...), int64(q.Args[0]), 10)
	case Product:
		return strconv.AppendInt(append(b, "GET /products/"...), int64(q.Args[0]), 10)
	case Profile:
		return append(b, "GET /profile"...)
	case Like:
		return append(strconv.AppendInt(append(b, "POST /products/"...), int64(q.Args[0]), 10), "/like"...)
	case Login, upload:
		return append(b, "POST /login"...)
	case Order:
		return append(b, "POST /orders"...)
	case Orders:
		return append(b, "GET /orders"...)
	}
	return b
}

// AppendRest appends the request's own headers and its body.
func (s *script) AppendRest(b []byte, q load.Request, n uint64) []byte {
	switch q.Route {
	case Like:
		return append(b, "Content-Length: 0\r\n\r\n"...)
	case Login:
		return appendBody(b, fmt.Appendf(nil, `{"email":%q,"password":%q}`, email(int(q.Args[0])), shop.SeedPassword))
	case upload:
		return appendBody(b, bigLogin(s.upload))
	case Order:
		b = strconv.AppendUint(append(append(b, "Idempotency-Key: "...), s.key...), n, 10)
		var body [160]byte
		return appendBody(append(b, "\r\n"...), appendBasket(body[:0], q.Args))
	}
	return append(b, "\r\n"...)
}

// idempotencyKey returns the key of the order that arrival n places.
func (s *script) idempotencyKey(n uint64) string { return s.key + strconv.FormatUint(n, 10) }

// email returns the address of a seeded user.
func email(user int) string { return fmt.Sprintf("user%04d@shop.test", user) }

// bigLogin returns a login body of the given size, with a long password.
func bigLogin(bytes int) []byte {
	head, tail := fmt.Sprintf(`{"email":%q,"password":"`, email(1)), `"}`
	return []byte(head + strings.Repeat("x", max(0, bytes-len(head)-len(tail))) + tail)
}

func appendBody(b, body []byte) []byte {
	b = append(b, "Content-Type: application/json\r\nContent-Length: "...)
	b = strconv.AppendInt(b, int64(len(body)), 10)
	return append(append(b, "\r\n\r\n"...), body...)
}

// appendBasket appends the body of an order.
func appendBasket(b []byte, args [7]int32) []byte {
	b = append(b, `{"items":[`...)
	for i := range args[0] {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(append(b, `{"product_id":`...), int64(args[1+2*i]), 10)
		b = strconv.AppendInt(append(b, `,"quantity":`...), int64(args[2+2*i]), 10)
		b = append(b, '}')
	}
	return append(b, "]}"...)
}
