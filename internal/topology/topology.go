// Package topology owns the terms that describe a stack and a request's path through it: Service, Role, Instance and
// Hop. It knows no stack; each stack describes itself with them. It imports no other package of this module.
package topology

// Service is one named part of a stack.
type Service struct {
	Name      string
	Role      Role
	Instances []string // names of its containers; at least one
}

// Instance is one container of a service.
type Instance struct {
	Name    string
	Service string
	Role    Role
}

// Topology lists the services of a stack, in the order of a request's path.
type Topology []Service

// Instances lists the instances of all services, in order.
func (t Topology) Instances() []Instance {
	var all []Instance
	for _, s := range t {
		all = append(all, s.instances()...)
	}
	return all
}

func (s Service) instances() []Instance {
	all := make([]Instance, len(s.Instances))
	for i, name := range s.Instances {
		all[i] = Instance{Name: name, Service: s.Name, Role: s.Role}
	}
	return all
}

// Instance returns an instance by name.
func (t Topology) Instance(name string) (found Instance, ok bool) {
	for _, i := range t.Instances() {
		if i.Name == name {
			return i, true
		}
	}
	return Instance{}, false
}

// InRole lists the instances of all services that have one of the roles, in order.
func (t Topology) InRole(roles ...Role) []Instance {
	var all []Instance
	for _, s := range t {
		for _, r := range roles {
			if s.Role == r {
				all = append(all, s.instances()...)
			}
		}
	}
	return all
}
