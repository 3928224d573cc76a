package stack

import (
	"slices"
	"strings"

	"firedrill/internal/environ"
	"firedrill/stack/shop"
)

// noteChanges notes changes in the lab's change log.
func (c Containers) noteChanges(whats ...string) {
	for _, what := range whats {
		if c.Changed != nil {
			c.Changed(what)
		}
	}
}

// TellChanges sets the function that receives every later deploy and configuration change, worded as for a change log.
func (r *Running) TellChanges(to func(what string)) { r.changed = to }

// Changed notes a change in the lab's change log, if it has one.
func (r *Running) Changed(what string) {
	if r.changed != nil {
		r.changed(what)
	}
}

// deployed describes the replacement of a container for a change log: a version, or the names of variables. Values are
// left out, because some are secrets.
func deployed(service string, was, now []string) []string {
	version, names := "", []string(nil)
	before, after := environ.Map(was), environ.Map(now)
	for name, value := range after {
		if had, ok := before[name]; !ok || had != value {
			names = append(names, name)
		}
	}
	for name := range before {
		if _, ok := after[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if at, found := slices.BinarySearch(names, shop.VariableRelease); found {
		names = slices.Delete(names, at, at+1)
		version, _, _ = strings.Cut(after[shop.VariableRelease], "+") // without its build id
	}
	var out []string
	if version != "" || len(names) == 0 {
		out = append(out, strings.TrimSpace("deploy "+service+" "+version))
	}
	if len(names) > 0 {
		out = append(out, "env "+service+" "+strings.Join(names, " "))
	}
	return out
}
