package stack

import (
	"context"
	"fmt"

	"firedrill/internal/engine"
	"firedrill/internal/topology"
)

// MaxShops is the maximum number of replicas of the app.
const MaxShops = 9

// roles maps each service to its role.
var roles = map[string]topology.Role{
	Client: topology.RoleClient, Nginx: topology.RoleProxy, Shop: topology.RoleApp, Redis: topology.RoleCache,
	Postgres: topology.RoleDatabase, Replica: topology.RoleReplica,
}

// users is the service that plays the users. Every lab has it.
var users = service(Client, Client)

func service(name string, instances ...string) topology.Service {
	return topology.Service{Name: name, Role: roles[name], Instances: instances}
}

// Topology returns the services of the lab with their roles and instances.
func (l Lab) Topology() topology.Topology {
	t := topology.Topology{users, service(Nginx, Nginx), service(Shop, l.Shops()...), service(Redis, Redis), service(Postgres, Postgres)}
	if l.HasReplica() {
		t = append(t, service(Replica, Replica))
	}
	return t
}

// Largest returns a lab with every optional part. A scenario is checked against it before its lab is known.
func Largest() Lab {
	return Lab{Services: map[string]Service{Shop: {Replicas: MaxShops}, Replica: {}}}.WithDisk()
}

// Topology returns the topology of a running lab. A service whose container is missing still belongs to it.
func (f Found) Topology() topology.Topology {
	t := topology.Topology{users}
	seen := map[string]bool{}
	for _, m := range f.Members {
		name := m.Service
		if seen[name] {
			continue // another container of the same service, set aside
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

// Topology returns the topology of a lab that was started or found.
func (r *Running) Topology() topology.Topology {
	if len(r.found.Members) > 0 {
		return r.found.Topology()
	}
	return r.Lab.Topology()
}

// serviceNamed returns the service of an instance.
func serviceNamed(instance string) string {
	if IsShop(instance) {
		return Shop
	}
	return instance
}

// TopologyOf returns the topology of the running lab of that name, or ErrNoLab.
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
