package load

import (
	"math"
	"strings"
	"testing"
)

func testPlan() Plan {
	return Plan{
		Target: "http://shop.lab:8080", Seed: 42, Run: "r1", Users: 200, Products: 500, Fresh: 0.1,
		Mix: []Weight{{RouteBrowse, 40}, {RouteProduct, 25}, {RouteOrder, 15}, {RouteLogin, 5}, {RouteProfile, 10}, {RouteLike, 5}},
	}
}

// rendered is what n arrivals send.
func rendered(p Plan, n uint64) []string {
	c, r := newChooser(p), newRenderer(p, "shop.lab:8080")
	all := make([]string, n)
	for i := range n {
		all[i] = string(r.render(nil, c.choose(i), i, ""))
	}
	return all
}

func TestSamePlanSendsSameRequests(t *testing.T) {
	first, again := rendered(testPlan(), 2000), rendered(testPlan(), 2000)
	for i := range first {
		if first[i] != again[i] {
			t.Fatalf("arrival %d is %q, then %q", i, first[i], again[i])
		}
	}
	other := testPlan()
	other.Seed++
	if strings.Join(first, "") == strings.Join(rendered(other, 2000), "") {
		t.Error("two seeds send the same requests")
	}
}

func TestChoiceHangsOnNumberAlone(t *testing.T) {
	inTurn, alone := newChooser(testPlan()), newChooser(testPlan())
	r := newRenderer(testPlan(), "h")
	for n := range uint64(100) {
		inTurn.choose(n)
	}
	a, b := r.render(nil, inTurn.choose(100), 100, ""), r.render(nil, alone.choose(100), 100, "")
	if string(a) != string(b) {
		t.Errorf("arrival 100 is %q after others and %q alone", a, b)
	}
}

func TestMixIsKept(t *testing.T) {
	const n = 50_000
	c := newChooser(testPlan())
	count, fresh := map[string]float64{}, 0.0
	for i := range uint64(n) {
		q := c.choose(i)
		count[q.route]++
		if q.fresh {
			fresh++
		}
	}
	for _, w := range testPlan().Mix {
		if share := count[w.Route] / n; math.Abs(share-w.Weight/100) > 0.01 {
			t.Errorf("route %q has a share of %.3f, want %.2f", w.Route, share, w.Weight/100)
		}
	}
	if math.Abs(fresh/n-0.1) > 0.01 {
		t.Errorf("%.3f of the arrivals are fresh, want 0.1", fresh/n)
	}
}

func TestSomeProductsAreMorePopular(t *testing.T) {
	p := testPlan()
	p.Mix = []Weight{{RouteProduct, 1}}
	c := newChooser(p)
	const n = 50_000
	count := map[int]int{}
	for i := range uint64(n) {
		product := c.choose(i).product
		if product < 1 || product > p.Products {
			t.Fatalf("there is no product %d", product)
		}
		count[product]++
	}
	if ratio := float64(count[1]) / float64(count[10]); ratio < 6 || ratio > 10 {
		t.Errorf("the first product draws %.1f times as many as the tenth, want about %.1f", ratio, math.Pow(10, skew))
	}
	if count[p.Products] == 0 && count[p.Products-1] == 0 {
		t.Error("the last products draw nobody")
	}
}

func TestOrderNamesEachProductOnce(t *testing.T) {
	p := testPlan()
	p.Products, p.Mix = 3, []Weight{{RouteOrder, 1}}
	c := newChooser(p)
	for i := range uint64(1000) {
		seen := map[int]bool{}
		items := c.choose(i).items
		for _, it := range items {
			if seen[it.product] || it.quantity < 1 || it.quantity > maxQuantity {
				t.Fatalf("order %d is %v", i, items)
			}
			seen[it.product] = true
		}
		if len(items) == 0 {
			t.Fatalf("order %d is empty", i)
		}
	}
}

func TestRequestsAsSent(t *testing.T) {
	r := newRenderer(testPlan(), "shop.lab:8080")
	const head = " HTTP/1.1\r\nHost: shop.lab:8080\r\nUser-Agent: firedrill\r\nAccept: application/json\r\n" +
		"Traceparent: 00-000000000000002a0000000000000063-0000000000000001-00\r\n"
	tests := map[string]struct {
		request request
		token   string
		want    string
	}{
		"browse":  {request{route: RouteBrowse, page: 3}, "", "GET /products?page=3" + head + "\r\n"},
		"fresh":   {request{route: RouteBrowse, page: 1, fresh: true}, "", "GET /products?page=1" + head + "Connection: close\r\n\r\n"},
		"product": {request{route: RouteProduct, product: 12}, "", "GET /products/12" + head + "\r\n"},
		"profile": {request{route: RouteProfile}, "tok", "GET /profile" + head + "Authorization: Bearer tok\r\n\r\n"},
		"orders":  {request{route: RouteOrders}, "tok", "GET /orders" + head + "Authorization: Bearer tok\r\n\r\n"},
		"like":    {request{route: RouteLike, product: 5}, "tok", "POST /products/5/like" + head + "Authorization: Bearer tok\r\nContent-Length: 0\r\n\r\n"},
		"login": {request{route: RouteLogin, user: 7}, "", "POST /login" + head +
			"Content-Type: application/json\r\nContent-Length: 53\r\n\r\n" + `{"email":"user0007@shop.test","password":"firedrill"}`},
		"order": {request{route: RouteOrder, items: []item{{1, 2}, {9, 1}}}, "tok", "POST /orders" + head +
			"Authorization: Bearer tok\r\nIdempotency-Key: r1-2a-99\r\nContent-Type: application/json\r\nContent-Length: 71\r\n\r\n" +
			`{"items":[{"product_id":1,"quantity":2},{"product_id":9,"quantity":1}]}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := string(r.render(nil, tt.request, 99, tt.token)); got != tt.want {
				t.Errorf("got\n%q, want\n%q", got, tt.want)
			}
		})
	}
}
