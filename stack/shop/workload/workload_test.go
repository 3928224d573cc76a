package workload

import (
	"math/rand/v2"
	"strings"
	"testing"

	"firedrill/internal/load"
)

// testShop has few users and products; testPlan is a plan for it.
var (
	testShop = Shop{Users: 200, Products: 500}
	testPlan = load.Plan{Seed: 42, Run: "r1"}
)

// chosen returns the requests of the first n arrivals of a plan on a route.
func chosen(s Shop, p load.Plan, route string, n uint64) []load.Request {
	script := s.Script(p)
	all := make([]load.Request, n)
	for i := range all {
		all[i] = script.Choose(route, uint64(i), rand.New(rand.NewPCG(p.Seed, uint64(i))))
		all[i].Route = route
	}
	return all
}

func TestScript_ChoosesPopularProductsMoreOften(t *testing.T) {
	count := map[int32]int{}
	for _, q := range chosen(testShop, testPlan, Product, 50_000) {
		if q.Args[0] < 1 || int(q.Args[0]) > testShop.Products {
			t.Fatalf("there is no product %d", q.Args[0])
		}
		count[q.Args[0]]++
	}
	if ratio := float64(count[1]) / float64(count[10]); ratio < 6 || ratio > 10 {
		t.Errorf("the first product is asked for %.1f times as often as the tenth, want about 7.9", ratio)
	}
	if last := int32(testShop.Products); count[last] == 0 && count[last-1] == 0 {
		t.Error("nobody asks for the last products")
	}
}

func TestScript_NamesEachProductOfAnOrderOnce(t *testing.T) {
	for i, q := range chosen(Shop{Users: 200, Products: 3}, testPlan, Order, 1000) {
		seen := map[int32]bool{}
		for k := range q.Args[0] {
			product, quantity := q.Args[1+2*k], q.Args[2+2*k]
			if seen[product] || product < 1 || quantity < 1 || quantity > maxQuantity {
				t.Fatalf("order %d is %v", i, q.Args)
			}
			seen[product] = true
		}
		if len(seen) == 0 {
			t.Fatalf("order %d is empty", i)
		}
	}
}

func TestScript_NeverRepeatsADeepPage(t *testing.T) {
	seen := map[int32]bool{}
	for n, q := range chosen(testShop, load.Plan{Seed: 1 << 62}, deep, 20_000) {
		page := q.Args[0]
		if seen[page] || int(page) <= testShop.Products/perPage || page > lastPage {
			t.Fatalf("arrival %d turns to page %d, seen before: %t", n, page, seen[page])
		}
		seen[page] = true
	}
}

func TestScript_UploadsHaveTheirSize(t *testing.T) {
	script := testShop.Script(load.Plan{Upload: 70_000})
	if line := string(script.AppendLine(nil, load.Request{Route: upload})); line != "POST /login" {
		t.Errorf("its line is %q", line)
	}
	head, body, _ := strings.Cut(string(script.AppendRest(nil, load.Request{Route: upload}, 0)), "\r\n\r\n")
	if len(body) != 70_000 || !strings.Contains(head, "Content-Length: 70000") {
		t.Errorf("%d bytes after %q", len(body), head)
	}
	if !strings.HasPrefix(body, `{"email":"user0001@shop.test"`) || !strings.HasSuffix(body, `x"}`) {
		t.Error("it is no login")
	}
}

func TestScript_WritesRequests(t *testing.T) {
	const json = "Content-Type: application/json\r\nContent-Length: "
	tests := map[string]struct {
		request    load.Request
		line, rest string
	}{
		"browse":  {load.Request{Route: Browse, Args: args(3)}, "GET /products?page=3", "\r\n"},
		"product": {load.Request{Route: Product, Args: args(12)}, "GET /products/12", "\r\n"},
		"profile": {load.Request{Route: Profile, User: 1}, "GET /profile", "\r\n"},
		"orders":  {load.Request{Route: Orders, User: 1}, "GET /orders", "\r\n"},
		"like":    {load.Request{Route: Like, User: 1, Args: args(5)}, "POST /products/5/like", "Content-Length: 0\r\n\r\n"},
		"login": {load.Request{Route: Login, Args: args(7)}, "POST /login",
			json + "53\r\n\r\n" + `{"email":"user0007@shop.test","password":"firedrill"}`},
		"order": {load.Request{Route: Order, User: 1, Args: [7]int32{2, 1, 2, 9, 1}}, "POST /orders",
			"Idempotency-Key: r1-2a-99\r\n" + json + "71\r\n\r\n" + `{"items":[{"product_id":1,"quantity":2},{"product_id":9,"quantity":1}]}`},
	}
	script := testShop.Script(testPlan)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			line, rest := string(script.AppendLine(nil, tt.request)), string(script.AppendRest(nil, tt.request, 99))
			if line != tt.line || rest != tt.rest {
				t.Errorf("got\n%q and %q, want\n%q and %q", line, rest, tt.line, tt.rest)
			}
		})
	}
}

// The client shares CPU with the lab, so it must not allocate.
func TestScript_ChoosesAndWritesAnOrderWithoutAllocating(t *testing.T) {
	script := testShop.Script(testPlan)
	random, request := rand.New(rand.NewPCG(1, 2)), make([]byte, 0, 1024)
	allocated := testing.AllocsPerRun(1000, func() {
		q := script.Choose(Order, 7, random)
		q.Route = Order
		request = script.AppendRest(script.AppendLine(request[:0], q), q, 7)
	})
	if allocated > 0 {
		t.Errorf("%v allocations for one order", allocated)
	}
}
