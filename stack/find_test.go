package stack

import (
	"slices"
	"testing"
)

func TestFound_InstancesAreOneForEachService(t *testing.T) {
	in := func(service, name, status string) Member { return Member{Service: service, Name: name, Status: status} }
	f := Found{Instance: "f-1", Members: []Member{
		in(Nginx, ContainerName("f-1", Nginx), "running"),
		in(ShopName(1), ContainerName("f-1", ShopName(1)), "running"), in(ShopName(1), ContainerName("f-1", ShopName(1))+"-aside", "exited"),
		in(ShopName(1), ContainerName("f-1", ShopName(1))+"-older", "exited"),
		in(Redis, ContainerName("f-1", Redis)+"-aside", "exited"),
	}}
	var got []string
	for _, m := range f.Instances() {
		got = append(got, m.Service+" "+m.Status)
	}
	if want := []string{"nginx running", "shop-1 running", "redis missing"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
