package oncall

import (
	"regexp"
	"slices"
	"strings"

	"firedrill/scenarios"
)

// alternatives lists causes that a diagnosis may name instead of the scenario's own cause, because they describe it equally well. For
// example, when two passwords differ, either side can be called outdated.
var alternatives = map[scenarios.Cause][]scenarios.Cause{
	{Component: "redis", Mechanism: "rotated-password"}:    {{Component: "redis", Mechanism: "wrong-secret"}, {Component: "shop", Mechanism: "wrong-secret"}},
	{Component: "postgres", Mechanism: "rotated-password"}: {{Component: "postgres", Mechanism: "wrong-secret"}, {Component: "shop", Mechanism: "wrong-secret"}},
	{Component: "shop", Mechanism: "wrong-secret"}:         {{Component: "shop", Mechanism: "wrong-value"}, {Component: "shop", Mechanism: "rotated-password"}},
}

// addressCauses are the causes that fit a variable with a wrong address.
var addressCauses = []scenarios.Cause{{Component: "shop", Mechanism: "no-such-name"}, {Component: "shop", Mechanism: "wrong-address"}}

// fitting returns the causes that count as right for a scenario.
func fitting(s *scenarios.Scenario) []scenarios.Cause {
	own := scenarios.Cause{Component: s.Cause.Component, Mechanism: s.Cause.Mechanism}
	all := append([]scenarios.Cause{own}, alternatives[own]...)
	if own == (scenarios.Cause{Component: "shop", Mechanism: "wrong-value"}) && slices.ContainsFunc(s.Faults, setsAddress) {
		all = append(all, addressCauses...)
	}
	return all
}

// setsAddress reports that a fault sets a variable to another address.
func setsAddress(f scenarios.Fault) bool {
	name := f.Params["name"]
	return strings.HasPrefix(f.Kind, "env.") && (strings.HasSuffix(name, "_HOST") || strings.HasSuffix(name, "_ADDR"))
}

// judge reports whether a diagnosis is right, and whether its component is.
func judge(s *scenarios.Scenario, component, mechanism string) (right, part bool) {
	for _, c := range fitting(s) {
		part = part || c.Component == component
		right = right || c.Component == component && c.Mechanism == mechanism
	}
	return right, part
}

// instance matches the suffix that an instance's name adds to its service's name.
var instance = regexp.MustCompile(`-([0-9]+|replica)$`)

// componentOf returns the component of a word: the word itself, or the component of an instance like shop-1.
func componentOf(word string) string {
	if slices.Contains(scenarios.Components, word) {
		return word
	}
	if service := instance.ReplaceAllString(word, ""); slices.Contains(scenarios.Components, service) {
		return service
	}
	return word
}
