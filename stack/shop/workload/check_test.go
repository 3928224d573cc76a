package workload

import (
	"fmt"
	"strings"
	"testing"

	"firedrill/internal/load"
)

func TestScript_ChecksBodies(t *testing.T) {
	product := load.Request{Route: Product, Args: args(12)}
	tests := []struct {
		request load.Request
		body    string
		want    bool
	}{
		{product, `{"id":12,"name":"x"}`, true},
		{product, `{"id":13,"name":"x"}`, false},
		{product, `{"id":12,"name":`, false},
		{load.Request{Route: Browse}, ` {"products":[]} ` + "\n", true},
		{load.Request{Route: Browse}, `{"products":[{"id":1}`, false},
		{load.Request{Route: Browse}, `<html>sorry</html>`, false},
		{load.Request{Route: Profile}, ``, false},
		{load.Request{Route: Login}, `{"token":"t"}`, true},
		{load.Request{Route: Login}, `{}`, false},
		{load.Request{Route: Order}, `{"id":7,"total_cents":100}`, true},
		{load.Request{Route: Order}, `{}`, false},
		{load.Request{Route: Orders}, `{"orders":[]}`, true},
		{load.Request{Route: Orders}, `{"products":[]}`, false},
		{load.Request{Route: Like}, ``, true},
	}
	script := testShop.Script(testPlan)
	for _, tt := range tests {
		if got := script.OK(tt.request, []byte(tt.body)); got != tt.want {
			t.Errorf("%q as the answer to %q: %v, want %v", tt.body, tt.request.Route, got, tt.want)
		}
	}
}

func TestScript_ShowsListedOrPushedOutOrder(t *testing.T) {
	list := func(from, n int) []byte {
		ids := make([]string, n)
		for i := range ids {
			ids[i] = fmt.Sprintf(`{"id":%d}`, from+i)
		}
		return []byte(`{"orders":[` + strings.Join(ids, ",") + `]}`)
	}
	for _, c := range []struct {
		what  string
		route string
		body  []byte
		want  bool
	}{
		{"listed", Orders, list(90, 20), true},
		{"twenty newer ones", Orders, list(101, 20), true},
		{"three newer ones alone", Orders, list(101, 3), false},
		{"twenty older ones", Orders, list(80, 20), false},
		{"nothing", Orders, list(0, 0), false},
		{"nothing, on a route that lists no orders", Profile, list(0, 0), true},
	} {
		if got := testShop.Script(testPlan).Shows(load.Request{Route: c.route}, c.body, 100); got != c.want {
			t.Errorf("%s: got %t", c.what, got)
		}
	}
}

func TestScript_AcknowledgesOnlyOrders(t *testing.T) {
	script := testShop.Script(testPlan)
	for _, route := range testShop.Routes() {
		got, ok := script.Acknowledged(load.Request{Route: route}, 3, []byte(`{"id":7}`))
		want := load.Write{}
		if route == Order {
			want = load.Write{Key: "r1-2a-3", Number: 7}
		}
		if got != want || ok != (route == Order) {
			t.Errorf("%s: got %+v, %t", route, got, ok)
		}
	}
}
