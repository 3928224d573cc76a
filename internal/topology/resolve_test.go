package topology

import (
	"slices"
	"testing"
)

func TestResolve(t *testing.T) {
	tests := map[string]struct {
		name         string
		target, peer string // "" for an unknown name
	}{
		"an instance":                         {"shop-2", "shop-2", "shop-2"},
		"a service of one instance":           {"postgres", "postgres", "postgres"},
		"a service of several":                {"shop", "shop-1", "shop"},
		"a role":                              {"database", "postgres", "postgres"},
		"a role of several services":          {"app", "shop-1", "shop"},
		"a role of a service of its own name": {"client", "client", "client"},
		"a service called like a role":        {"cache", "cache-a", "cache"},
		"a role with another service's name":  {"replica", "postgres-replica", "postgres-replica"},
		"a role that no service has":          {"queue", "", ""},
		"a part of a name":                    {"postgre", "", ""},
		"another case":                        {"Shop", "", ""},
		"nothing":                             {"", "", ""},
	}
	for name, tt := range tests {
		target, ok := shop.Target(tt.name)
		if target.Name != tt.target || ok != (tt.target != "") {
			t.Errorf("%s: target %q is %q, %v, want %q", name, tt.name, target.Name, ok, tt.target)
		}
		peer, ok := shop.Peer(tt.name)
		if peer != tt.peer || ok != (tt.peer != "") {
			t.Errorf("%s: peer %q is %q, %v, want %q", name, tt.name, peer, ok, tt.peer)
		}
	}
}

func TestResolve_ResolvedNamesStay(t *testing.T) {
	for _, name := range shop.Names() {
		target, _ := shop.Target(name)
		if again, ok := shop.Target(target.Name); !ok || again != target {
			t.Errorf("target %q is %+v, and that is %+v", name, target, again)
		}
		peer, _ := shop.Peer(name)
		if again, ok := shop.Peer(peer); !ok || again != peer {
			t.Errorf("peer %q is %q, and that is %q", name, peer, again)
		}
	}
}

func TestNames_InstancesServicesRoles(t *testing.T) {
	want := []string{"client", "nginx", "shop-1", "shop-2", "api-1", "cache-a", "cache-b", "redis", "postgres", "postgres-replica",
		"shop", "api", "cache", "proxy", "app", "other", "database", "replica"}
	if got := shop.Names(); !slices.Equal(got, want) {
		t.Errorf("names are %q, want %q", got, want)
	}
}
