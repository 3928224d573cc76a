package scenarios_test

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"firedrill/internal/topology"
	"firedrill/scenarios"
)

// faults is a catalogue of the tests' own: this package must work with whatever catalogue it is handed.
type faults struct{}

var kinds = map[string][]scenarios.Field{
	"container.kill":  {onField, {Name: "signal", Type: "string", Default: "KILL", Doc: "which"}},
	"container.pause": {onField},
	"container.stop":  {onField, {Name: "grace", Type: "duration", Default: "1s", Doc: "how long"}},
	"env.set": {onField, {Name: "name", Type: "string", Required: true, Doc: "which"},
		{Name: "how", Type: "string", Default: "set", Enum: []string{"set", "unset", "typo"}, Doc: "how"}, {Name: "value", Type: "string", Doc: "what"}},
	"net.delay": {onField, {Name: "peer", Type: "string", Doc: "to whom"}, {Name: "delay", Type: "duration", Doc: "how late"}},
}

var onField = scenarios.Field{Name: "on", Type: "string", Required: true, Doc: "the service that is hit"}

func (faults) Kinds() []string {
	return []string{"container.kill", "container.pause", "container.stop", "env.set", "net.delay"}
}

// Workload is what users of the shop do.
func (faults) Workload() scenarios.Workload {
	return scenarios.Workload{
		Routes:       []string{"browse", "product", "order", "orders", "login", "profile", "like"},
		Mix:          []scenarios.Share{{Route: "browse", Weight: 50}, {Route: "product", Weight: 30}, {Route: "order", Weight: 10}},
		Writes:       "orders",
		ExampleRoute: "product",
		ExampleMix:   []scenarios.Share{{Route: "browse", Weight: 60}, {Route: "order", Weight: 10}},
	}
}

// Targets is a stack in which a role and a service of several instances stand for one of them.
func (faults) Targets() topology.Topology {
	return topology.Topology{
		{Name: "client", Role: topology.RoleClient, Instances: []string{"client"}},
		{Name: "nginx", Role: topology.RoleProxy, Instances: []string{"nginx"}},
		{Name: "shop", Role: topology.RoleApp, Instances: []string{"shop-1", "shop-2"}},
		{Name: "redis", Role: topology.RoleCache, Instances: []string{"redis"}},
		{Name: "postgres", Role: topology.RoleDatabase, Instances: []string{"postgres"}},
		{Name: "postgres-replica", Role: topology.RoleReplica, Instances: []string{"postgres-replica"}},
	}
}

func (faults) Fields(kind string) []scenarios.Field { return kinds[kind] }

func (faults) Check(kind, on string, params map[string]string) []scenarios.Problem {
	var problems []scenarios.Problem
	given := map[string]string{"on": on}
	for name, value := range params {
		given[name] = value
		if !slices.ContainsFunc(kinds[kind], func(f scenarios.Field) bool { return f.Name == name }) {
			problems = append(problems, scenarios.Problem{Param: name, Message: fmt.Sprintf("%q has no parameter %q", kind, name)})
		}
	}
	for _, f := range kinds[kind] {
		if f.Required && given[f.Name] == "" {
			problems = append(problems, scenarios.Problem{Param: f.Name, Message: fmt.Sprintf("%q needs %s", kind, strconv.Quote(f.Name)), Hint: f.Doc})
		}
	}
	for _, f := range kinds[kind] {
		value, ok := params[f.Name]
		if ok && len(f.Enum) > 0 && !slices.Contains(f.Enum, value) {
			problems = append(problems, scenarios.Problem{Param: f.Name, Message: fmt.Sprintf("%q can't be %q", f.Name, value)})
		}
		if _, err := time.ParseDuration(value); ok && f.Type == "duration" && err != nil {
			problems = append(problems, scenarios.Problem{Param: f.Name, Message: fmt.Sprintf("%q is no duration", value)})
		}
	}
	return problems
}

// Conflict is one where two faults change the same variable of one service.
func (faults) Conflict(a, b scenarios.Fault) (setting string, ok bool) {
	if a.Kind == "env.set" && b.Kind == "env.set" && a.On == b.On && a.Params["name"] == b.Params["name"] {
		return "variable " + strconv.Quote(a.Params["name"]), true
	}
	return "", false
}
