package topology

import (
	"slices"
	"testing"
)

// shop has a service with several instances, two services with one role, and a service whose name is the role of
// another one.
var shop = Topology{
	{Name: "client", Role: RoleClient, Instances: []string{"client"}},
	{Name: "nginx", Role: RoleProxy, Instances: []string{"nginx"}},
	{Name: "shop", Role: RoleApp, Instances: []string{"shop-1", "shop-2"}},
	{Name: "api", Role: RoleApp, Instances: []string{"api-1"}},
	{Name: "cache", Role: RoleOther, Instances: []string{"cache-a", "cache-b"}},
	{Name: "redis", Role: RoleCache, Instances: []string{"redis"}},
	{Name: "postgres", Role: RoleDatabase, Instances: []string{"postgres"}},
	{Name: "postgres-replica", Role: RoleReplica, Instances: []string{"postgres-replica"}},
}

func TestInstances_InOrder(t *testing.T) {
	var names []string
	for _, i := range shop.Instances() {
		names = append(names, i.Name)
	}
	want := []string{"client", "nginx", "shop-1", "shop-2", "api-1", "cache-a", "cache-b", "redis", "postgres", "postgres-replica"}
	if !slices.Equal(names, want) {
		t.Errorf("instances are %q, want %q", names, want)
	}
	if i, ok := shop.Instance("shop-2"); !ok || i != (Instance{"shop-2", "shop", RoleApp}) {
		t.Errorf("shop-2 is %+v, %v", i, ok)
	}
	if i, ok := shop.Instance("shop"); ok {
		t.Errorf("the service shop was found as the instance %+v", i)
	}
}

func TestInRole_AllServicesOfTheRole(t *testing.T) {
	var names []string
	for _, i := range shop.InRole(RoleDatabase, RoleApp) {
		names = append(names, i.Name)
	}
	if want := []string{"shop-1", "shop-2", "api-1", "postgres"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	if got := shop.InRole(RoleQueue); got != nil {
		t.Errorf("a role that nothing has: %+v", got)
	}
}
