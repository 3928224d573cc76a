package settings

import (
	"fmt"
	"slices"
	"strings"

	"firedrill/internal/source"
	"firedrill/stack"
)

// labKeys are the keys of one lab.
var labKeys = []source.Key[draft]{
	{Name: "about", Read: func(d *draft, v source.Value) { d.lab.About = v.Text() }},
	{Name: "extends", Read: func(d *draft, v source.Value) { d.extends, d.parent = v, v.Text() }},
	{Name: keyImages, Read: func(d *draft, v source.Value) { d.lab.Images = readSetting(row(keyImages), v) }},
	{Name: keyEngine, Read: func(d *draft, v source.Value) { d.lab.Engine = readSetting(row(keyEngine), v) }},
	{Name: "services", Read: func(d *draft, v source.Value) { readServices(d.lab.Services, v) }},
}

func row(key string) setting {
	return table[slices.IndexFunc(table, func(s setting) bool { return s.key == key })]
}

func readServices(services map[string]stack.Service, v source.Value) {
	for _, e := range v.Entries() {
		name := e.Name.OneOf("service", stack.ServiceNames)
		if name == "" {
			continue
		}
		var s stack.Service
		source.Read(e.Value, &s, serviceKeys(name))
		services[name] = s
	}
}

// serviceKeys are the keys of one service. The lower bounds of the limits are those at which the service still starts.
func serviceKeys(name string) []source.Key[stack.Service] {
	keys := []source.Key[stack.Service]{
		{Name: "image", Read: func(s *stack.Service, v source.Value) { s.Image = v.Text() }},
		{Name: "cpus", Read: func(s *stack.Service, v source.Value) { s.CPUs = cpus(v) }},
		{Name: "memory", Read: func(s *stack.Service, v source.Value) { s.Memory = v.Size(16e6, 64e9) }},
		{Name: "pids", Read: func(s *stack.Service, v source.Value) { s.Pids = v.Int(16, 32768) }},
	}
	switch name {
	case stack.Replica:
		return keys[1:] // its image is the database's
	case stack.Nginx:
		return append(keys, env(checkNginx))
	case stack.Postgres:
		return append(keys, source.Key[stack.Service]{Name: "disk", Read: func(s *stack.Service, v source.Value) { s.Disk = v.Size(96e6, 8e9) }})
	case stack.Shop:
		return append(keys, env(checkKnob),
			source.Key[stack.Service]{Name: "replicas", Read: func(s *stack.Service, v source.Value) { s.Replicas = int(v.Int(1, stack.MaxShops)) }})
	}
	return keys
}

// leastCPUs is the CPU limit with which a service still starts in the time that a lab allows. Engines refuse less than
// 0.01.
const leastCPUs = 0.05

func cpus(v source.Value) float64 {
	n := v.Number(256)
	if n > 0 && n < leastCPUs {
		v.Mistake(fmt.Sprintf("cpus must be at least %g, not %g: a service does not start with less", leastCPUs, n), "the fault cpu.limit takes a running service below that")
	}
	return n
}

func env(check func(name, value string) (message, hint string)) source.Key[stack.Service] {
	return source.Key[stack.Service]{Name: "env", Read: func(s *stack.Service, v source.Value) { s.Env = readEnv(v, check) }}
}

// extend resolves "extends" and fills in the defaults.
func extend(drafts map[string]*draft) map[string]stack.Lab {
	labs := map[string]stack.Lab{}
	for _, name := range sortedNames(drafts) {
		chain, ok := ancestors(name, drafts)
		if !ok {
			continue
		}
		lab := stack.Lab{Services: defaultServices()}
		delete(lab.Services, stack.Replica) // a lab has a replica only if it names one
		for _, d := range chain {
			lab = over(lab, d.lab)
		}
		labs[name] = lab
	}
	return labs
}

// ancestors lists a lab and its ancestors, the first ancestor first.
func ancestors(name string, drafts map[string]*draft) ([]*draft, bool) {
	path := []string{name}
	chain := []*draft{drafts[name]}
	for chain[0].parent != "" {
		child := chain[0]
		parent, ok := drafts[child.parent]
		if !ok {
			if child == drafts[name] { // reported once, not for each descendant
				child.extends.Adopt(source.Unknown("lab", child.parent, sortedNames(drafts)))
			}
			return nil, false
		}
		path = append(path, child.parent)
		if slices.Contains(chain, parent) {
			if child.parent == name && first(path, drafts) == name { // reported once, not for each lab of the cycle
				drafts[name].extends.Mistake(fmt.Sprintf("lab %q extends itself: %s", name, strings.Join(path, " -> ")), "let one of them stand by itself")
			}
			return nil, false
		}
		chain = append([]*draft{parent}, chain...)
	}
	return chain, true
}

// first returns the lab of a cycle that the message is about: the first by name of those that the user wrote.
func first(circle []string, drafts map[string]*draft) string {
	return slices.Min(slices.DeleteFunc(slices.Clone(circle), func(name string) bool { return drafts[name].shipped }))
}

// over overrides a base lab with the values that a lab sets.
func over(base, lab stack.Lab) stack.Lab {
	out := stack.Lab{Name: lab.Name, About: firstSet(lab.About, base.About), Images: firstSet(lab.Images, base.Images), Engine: firstSet(lab.Engine, base.Engine),
		Services: map[string]stack.Service{}}
	for name, b := range defaultServices() {
		has, inherited := base.Services[name]
		s, named := lab.Services[name]
		switch {
		case inherited:
			b = has
		case !named:
			continue
		}
		out.Services[name] = stack.Service{
			Image:    firstSet(s.Image, b.Image),
			Replicas: firstSet(s.Replicas, b.Replicas),
			Env:      stack.MergeEnv(b.Env, s.Env),
			CPUs:     firstSet(s.CPUs, b.CPUs),
			Memory:   firstSet(s.Memory, b.Memory),
			Pids:     firstSet(s.Pids, b.Pids),
			Disk:     firstSet(s.Disk, b.Disk),
		}
	}
	return out
}

// firstSet returns the first value if it is set, else the second.
func firstSet[T comparable](value, fallback T) T {
	var unset T
	if value != unset {
		return value
	}
	return fallback
}

// defaultServices returns the default services. The limits contain a runaway process but do not slow the lab down: 500
// requests per second must fit in them.
func defaultServices() map[string]stack.Service {
	return map[string]stack.Service{
		stack.Nginx:    {Replicas: 1, CPUs: 2, Memory: 96 << 20, Pids: 64},
		stack.Shop:     {Replicas: 1, CPUs: 2, Memory: 256 << 20, Pids: 128},
		stack.Redis:    {Replicas: 1, CPUs: 2, Memory: 128 << 20, Pids: 64},
		stack.Postgres: {Replicas: 1, CPUs: 2, Memory: 384 << 20, Pids: 200},
		stack.Replica:  {Replicas: 1, CPUs: 2, Memory: 384 << 20, Pids: 200},
	}
}
