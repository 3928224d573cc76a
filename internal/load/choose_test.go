package load

import (
	"math"
	"strings"
	"testing"
)

func testPlan() Plan {
	return Plan{
		Target: "http://shop.lab:8080", Seed: 42, Run: "r1", Fresh: 0.1,
		Mix: []Weight{{browse, 40}, {product, 25}, {order, 15}, {login, 5}, {profile, 10}, {like, 5}},
	}
}

// rendered is what n arrivals send.
func rendered(p Plan, n uint64) []string {
	r := newRenderer(NewShop(200, 500), p, "shop.lab:8080")
	c := newChooser(r.script, p)
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
	r := newRenderer(NewShop(200, 500), testPlan(), "h")
	inTurn, alone := newChooser(r.script, testPlan()), newChooser(r.script, testPlan())
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
	c := newChooser(NewShop(200, 500).Script(testPlan()), testPlan())
	count, fresh := map[string]float64{}, 0.0
	for i := range uint64(n) {
		q := c.choose(i)
		count[q.Route]++
		if q.Fresh {
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

func TestRenderer_WritesTheHeadersThatAllShare(t *testing.T) {
	r := newRenderer(NewShop(200, 500), testPlan(), "shop.lab:8080")
	const head = " HTTP/1.1\r\nHost: shop.lab:8080\r\nUser-Agent: firedrill\r\nAccept: application/json\r\n" +
		"Traceparent: 00-000000000000002a0000000000000063-0000000000000001-00\r\n"
	front := NewShop(200, 500).Crowd().Front
	fresh := front
	fresh.Fresh = true
	tests := map[string]struct {
		request Request
		token   string
		want    string
	}{
		"kept":    {front, "", "GET /products?page=1" + head + "\r\n"},
		"fresh":   {fresh, "", "GET /products?page=1" + head + "Connection: close\r\n\r\n"},
		"session": {Request{Route: profile, User: 1}, "tok", "GET /profile" + head + "Authorization: Bearer tok\r\n\r\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := string(r.render(nil, tt.request, 99, tt.token)); got != tt.want {
				t.Errorf("got\n%q, want\n%q", got, tt.want)
			}
		})
	}
}
