package oncall

import (
	"regexp"
	"slices"
	"strings"

	"firedrill/scenarios"
)

// What a diagnosis may name beside the cause that its scenario names, since the words fit as well: who has the old one of two
// passwords is a matter of taste.
var alike = map[scenarios.Cause][]scenarios.Cause{
	{Component: "redis", Mechanism: "rotated-password"}:    {{Component: "redis", Mechanism: "wrong-secret"}, {Component: "shop", Mechanism: "wrong-secret"}},
	{Component: "postgres", Mechanism: "rotated-password"}: {{Component: "postgres", Mechanism: "wrong-secret"}, {Component: "shop", Mechanism: "wrong-secret"}},
	{Component: "shop", Mechanism: "wrong-secret"}:         {{Component: "shop", Mechanism: "wrong-value"}, {Component: "shop", Mechanism: "rotated-password"}},
}

// aliases are causes that fit a variable with an address that leads nowhere.
var aliases = []scenarios.Cause{{Component: "shop", Mechanism: "no-such-name"}, {Component: "shop", Mechanism: "wrong-address"}}

// fitting are the causes that count as right for a scenario.
func fitting(s *scenarios.Scenario) []scenarios.Cause {
	own := scenarios.Cause{Component: s.Cause.Component, Mechanism: s.Cause.Mechanism}
	all := append([]scenarios.Cause{own}, alike[own]...)
	if own == (scenarios.Cause{Component: "shop", Mechanism: "wrong-value"}) && slices.ContainsFunc(s.Faults, setsAddress) {
		all = append(all, aliases...)
	}
	return all
}

// setsAddress says that a fault gives a variable another address.
func setsAddress(f scenarios.Fault) bool {
	name := f.Params["name"]
	return strings.HasPrefix(f.Kind, "env.") && (strings.HasSuffix(name, "_HOST") || strings.HasSuffix(name, "_ADDR"))
}

// judge says of a diagnosis whether it is right, and whether its component is.
func judge(s *scenarios.Scenario, component, mechanism string) (right, part bool) {
	for _, c := range fitting(s) {
		part = part || c.Component == component
		right = right || c.Component == component && c.Mechanism == mechanism
	}
	return right, part
}

// instance is the part of an instance's name that its service does not have.
var instance = regexp.MustCompile(`-([0-9]+|replica)$`)

// componentOf is the component that a word means: itself, or that of an instance such as shop-1.
func componentOf(word string) string {
	if slices.Contains(scenarios.Components, word) {
		return word
	}
	if service := instance.ReplaceAllString(word, ""); slices.Contains(scenarios.Components, service) {
		return service
	}
	return word
}
