package load_test

import (
	"testing"

	"firedrill/internal/load"
	"firedrill/stack/shop/workload"
)

func TestMain(m *testing.M) {
	load.NewShop = func(users, products int) load.Workload { return workload.Shop{Users: users, Products: products} }
	load.RunTests(m)
}
