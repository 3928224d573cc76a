package stack

import (
	"reflect"
	"slices"
	"testing"

	"firedrill/internal/topology"
)

func TestLabTopology(t *testing.T) {
	all := func(name string, role topology.Role, instances ...string) topology.Service {
		return topology.Service{Name: name, Role: role, Instances: instances}
	}
	base := topology.Topology{all("client", "client", "client"), all("nginx", "proxy", "nginx"), all("shop", "app", "shop-1"),
		all("redis", "cache", "redis"), all("postgres", "database", "postgres")}
	two := append(slices.Clone(base), all("postgres-replica", "replica", "postgres-replica"))
	two[2].Instances = []string{"shop-1", "shop-2"}
	nine := slices.Clone(two)
	nine[2].Instances = []string{"shop-1", "shop-2", "shop-3", "shop-4", "shop-5", "shop-6", "shop-7", "shop-8", "shop-9"}
	for name, tt := range map[string]struct {
		got  topology.Topology
		want topology.Topology
	}{
		"a lab that says nothing": {Lab{}.Topology(), base},
		"one of two replicas":     {testLab(2).Topology(), two},
		"the largest":             {Largest().Topology(), nine},
	} {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("%s: %+v, want %+v", name, tt.got, tt.want)
		}
	}
	if got, want := testLab(2).Members(), []string{"nginx", "shop-1", "shop-2", "redis", "postgres", "postgres-replica"}; !slices.Equal(got, want) {
		t.Errorf("members are %q, want %q", got, want)
	}
}

func TestFoundTopology_IsThatOfItsLab(t *testing.T) {
	for _, lab := range []Lab{testLab(1), testLab(2), testLab(MaxShops), {}} {
		f := Found{Instance: "one"}
		for _, name := range lab.Members() {
			f.Members = append(f.Members, Member{Service: name, Name: ContainerName("one", name)}, Member{Service: name, Name: ContainerName("one", name) + "-r0"})
		}
		if got := f.Topology(); !reflect.DeepEqual(got, lab.Topology()) {
			t.Errorf("found %+v, want %+v", got, lab.Topology())
		}
	}
}

func TestServiceNames_EachHasARole(t *testing.T) {
	for _, name := range ServiceNames {
		if !slices.Contains(topology.Roles, roles[name]) {
			t.Errorf("service %q has the role %q", name, roles[name])
		}
	}
}

func TestFoundNamed(t *testing.T) {
	f := Found{Members: []Member{{Service: Nginx}, {Service: ShopName(1)}, {Service: ShopName(1)}, {Service: ShopName(2)}, {Service: Postgres}}}
	for word, want := range map[string][]string{"shop": {"shop-1", "shop-2"}, "shop-2": {"shop-2"}, "postgres": {"postgres"}, "client": nil, "redis": nil, "": nil} {
		got, known := f.Named(word)
		if !slices.Equal(got, want) || !slices.Equal(known, []string{"nginx", "shop-1", "shop-2", "postgres"}) {
			t.Errorf("%q means %q of %q, want %q", word, got, known, want)
		}
	}
}
