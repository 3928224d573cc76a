package stack

import (
	"context"
	"fmt"

	"firedrill/internal/engine"
	"firedrill/internal/topology"
)

// MaxShops is how many replicas of the app a lab may have.
const MaxShops = 9

// roles says what each service does in a lab.
var roles = map[string]topology.Role{
	Client: topology.RoleClient, Nginx: topology.RoleProxy, Shop: topology.RoleApp, Redis: topology.RoleCache,
	Postgres: topology.RoleDatabase, Replica: topology.RoleReplica,
}

// users is the service that plays the users. Every lab has it.
var users = service(Client, Client)

func service(name string, instances ...string) topology.Service {
	return topology.Service{Name: name, Role: roles[name], Instances: instances}
}

// Topology says which services the lab has, in which roles, and which instances.
func (l Lab) Topology() topology.Topology {
	t := topology.Topology{users, service(Nginx, Nginx), service(Shop, l.Shops()...), service(Redis, Redis), service(Postgres, Postgres)}
	if l.HasReplica() {
		t = append(t, service(Replica, Replica))
	}
	return t
}

// Largest is a lab with all that a lab may have. A scenario is checked against it before its lab is known.
func Largest() Lab {
	return Lab{Services: map[string]Service{Shop: {Replicas: MaxShops}, Replica: {}}}.WithDisk()
}

// Topology is the same of a lab that is up. A service whose container is gone still belongs to it.
func (f Found) Topology() topology.Topology {
	t := topology.Topology{users}
	seen := map[string]bool{}
	for _, m := range f.Members {
		name := m.Service
		if seen[name] {
			continue // another container of it is set aside
		}
		seen[name] = true
		of := serviceNamed(name)
		if last := &t[len(t)-1]; last.Name == of {
			last.Instances = append(last.Instances, name)
		} else {
			t = append(t, service(of, name))
		}
	}
	return t
}

// Topology is that of a lab that was started or found.
func (r *Running) Topology() topology.Topology {
	if len(r.found.Members) > 0 {
		return r.found.Topology()
	}
	return r.Lab.Topology()
}

// serviceNamed is the service of an instance.
func serviceNamed(instance string) string {
	if IsShop(instance) {
		return Shop
	}
	return instance
}

// TopologyOf is the topology of the lab of that name that is up. The error of none is ErrNoLab.
func TopologyOf(ctx context.Context, e *engine.Engine, lab string) (topology.Topology, error) {
	labs, err := Labs(ctx, e)
	if err != nil {
		return nil, err
	}
	for _, f := range labs {
		if f.Instance == lab {
			return f.Topology(), nil
		}
	}
	return nil, fmt.Errorf("lab %q: %w", lab, ErrNoLab)
}
