package env

import (
	"fmt"
	"regexp"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/redeploy"
)

var setKind = chaos.Kind{
	Name:    "env.set",
	Family:  "env",
	Summary: "set, unset or corrupt one variable of the app, and redeploy it",
	Manual: "A new container replaces the replica's container under the same name, alias and address, as a deploy with a wrong " +
		"variable would. The old one is stopped and set aside, and the revert restores it. So the old value is written " +
		"nowhere, and the journal has only a digest of the new one. Reports show the new value, unless the variable's name " +
		"is that of a secret (it contains PASS, SECRET, TOKEN, KEY or similar) or the value is a URL with a password. " +
		"Changes of different variables of one replica can be reverted in any order. A second change of a variable is " +
		"refused while the first is in force.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  10 * time.Second, // a new process has to start
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"name": "DB_POOL", "value": "1"}},
	New:     func() chaos.Fault { return &redeploy.Fault{Change: &set{}} },
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// mostEnvValue bounds a variable's value, in bytes: the agent reads at most 64 KiB of an answer, and the app answers with all of its
// variables.
const mostEnvValue = 4096

// set changes one variable.
type set struct {
	redeploy.Replica
	Name  string `param:"name" required:"true" doc:"the variable's name, as written"`
	How   string `param:"how" default:"set" enum:"set,empty,unset,typo,space,unit" doc:"set it to value, make it empty, unset it, or corrupt its value: swap two letters, add a trailing space, or use the next coarser unit"`
	Value string `param:"value" secret:"true" doc:"the new value, if how is set"`
}

func (f *set) Validate() []chaos.Problem {
	problems := f.Replica.Validate()
	if f.Name != "" && !variableName.MatchString(f.Name) {
		problems = append(problems, chaos.Problem{Param: "name", Message: fmt.Sprintf("%q is no name of a variable", f.Name), Hint: "such as DB_TIMEOUT"})
	}
	if f.How == "set" && f.Value == "" {
		problems = append(problems, chaos.Problem{Param: "value", Message: `"env.set" needs "value"`, Hint: "or how: empty, unset, typo, space or unit"})
	}
	if len(f.Value) > mostEnvValue {
		problems = append(problems, chaos.Problem{Param: "value", Message: fmt.Sprintf(`"value" has %d bytes: at most %d`, len(f.Value), mostEnvValue), Hint: "a shorter one"})
	}
	if f.How != "set" && f.Value != "" {
		problems = append(problems, chaos.Problem{Param: "value", Message: fmt.Sprintf(`"value" has no meaning with how: %s`, f.How), Hint: "leave it out, or say how: set"})
	}
	return problems
}

// Variable returns the variable's name.
func (f *set) Variable() string { return f.Name }

// Environment returns the changed variables.
func (f *set) Environment(env []string, _ string) ([]string, error) {
	value, there := redeploy.Lookup(env, f.Name)
	switch {
	case f.How == "set", f.How == "empty":
		return redeploy.WithVariable(env, f.Name, f.Value, true), nil
	case !there:
		return nil, fmt.Errorf("%q has no variable %q to %s", f.On, f.Name, f.How)
	case f.How == "unset":
		return redeploy.WithVariable(env, f.Name, "", false), nil
	}
	mangled, err := mangle(f.How, value)
	if err != nil {
		return nil, fmt.Errorf("variable %q of %q: %w", f.Name, f.On, err)
	}
	return redeploy.WithVariable(env, f.Name, mangled, true), nil
}
