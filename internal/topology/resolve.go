package topology

import "slices"

// Names lists the valid targets of a fault: instances, then services, then the roles of the services, each name once.
func (t Topology) Names() []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, i := range t.Instances() {
		add(i.Name)
	}
	for _, s := range t {
		add(s.Name)
	}
	for _, s := range t {
		add(string(s.Role))
	}
	return names
}

// Target resolves a fault's target: the name of an instance, a service or a role. A service resolves to its first
// instance, a role to the first service with it. If a name is ambiguous, an instance takes precedence over a service,
// and a service over a role.
func (t Topology) Target(name string) (found Instance, ok bool) {
	if i, ok := t.Instance(name); ok {
		return i, true
	}
	if s, ok := t.service(name); ok {
		return s.instances()[0], true
	}
	return Instance{}, false
}

// Peer resolves the peer of a network fault: an instance, or a service, which means all of its instances. A role
// resolves to the first service with it.
func (t Topology) Peer(name string) (found string, ok bool) {
	if i, ok := t.Instance(name); ok {
		return i.Name, true
	}
	s, ok := t.service(name)
	return s.Name, ok
}

// service finds a service by name, or else the first one with a role of that name.
func (t Topology) service(name string) (found Service, ok bool) {
	named := func(s Service) bool { return s.Name == name }
	inRole := func(s Service) bool { return string(s.Role) == name }
	for _, match := range []func(Service) bool{named, inRole} {
		if i := slices.IndexFunc(t, match); i >= 0 {
			return t[i], true
		}
	}
	return Service{}, false
}
