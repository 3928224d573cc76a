package topology

import "slices"

// Names lists what a fault may name: instances, then services, then the roles that services have, each name once.
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

// Target returns the instance that a fault acts on whose target is name: an instance, a service or a role. A service
// stands for its first instance, a role for the first service that has it. A name that is several of these means the
// instance before the service, and the service before the role.
func (t Topology) Target(name string) (found Instance, ok bool) {
	if i, ok := t.Instance(name); ok {
		return i, true
	}
	if s, ok := t.service(name); ok {
		return s.instances()[0], true
	}
	return Instance{}, false
}

// Peer returns the far end of a network fault whose peer is name: an instance, or a service, which means all of its
// instances. A role stands for the first service that has it.
func (t Topology) Peer(name string) (found string, ok bool) {
	if i, ok := t.Instance(name); ok {
		return i.Name, true
	}
	s, ok := t.service(name)
	return s.Name, ok
}

// service finds a service by its name, else the first one with a role of that name.
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
