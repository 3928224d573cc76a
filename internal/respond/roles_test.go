package respond

import (
	"testing"

	"firedrill/internal/topology"
	"firedrill/stack"
)

// desk returns a desk of a lab that does not really run.
func desk() *Desk {
	f := stack.Found{Instance: "one"}
	for _, name := range []string{"nginx", "shop-1", "shop-2", "redis", "postgres"} {
		f.Members = append(f.Members, stack.Member{Service: name, Name: stack.ContainerName("one", name)})
	}
	return Open(Request{Lab: f})
}

func TestDesk_Service(t *testing.T) {
	for word, want := range map[string]string{"shop": "shop-1", "shop-2": "shop-2", "redis": "redis"} {
		if got, err := desk().Service(word); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", word, got, err, want)
		}
	}
	if _, err := desk().Service("reddis"); err == nil || err.Error() != "unknown service \"reddis\"\nhint: did you mean redis?" {
		t.Errorf("an unknown service: %v", err)
	}
}

func TestDesk_FindsServicesByRole(t *testing.T) {
	d := desk()
	for role, want := range map[topology.Role]string{topology.RoleProxy: "nginx", topology.RoleApp: "shop-1", topology.RoleCache: "redis", topology.RoleDatabase: "postgres"} {
		if got, err := d.first(role); err != nil || got != want {
			t.Errorf("the first %s is %q, %v, want %q", role, got, err, want)
		}
	}
	if _, err := d.first(topology.RoleQueue); err == nil || err.Error() != "the lab has no service in the role \"queue\"" {
		t.Errorf("a role that the lab lacks: %v", err)
	}
	for instance, want := range map[string]bool{"shop-2": true, "nginx": true, "postgres": false, "shop-9": false} {
		if got := d.is(instance, topology.RoleApp, topology.RoleProxy); got != want {
			t.Errorf("%q is an app or a proxy: %v, want %v", instance, got, want)
		}
	}
}
