package chaos

import (
	"fmt"
	"regexp"
)

// identifier is a name in the database that needs no quotes. With what is added to it, it stays under Postgres's limit.
var identifier = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,39}$`)

// checkNames says which names of a fault could not be those of tables and columns. Pairs of parameter and value.
func checkNames(on, store string, pairs ...string) []Problem {
	var problems []Problem
	if on != "" && on != store {
		problems = append(problems, Problem{target, fmt.Sprintf("%q is not %s", on, store), "on: " + store})
	}
	for i := 0; i < len(pairs); i += 2 {
		if v := pairs[i+1]; v != "" && !identifier.MatchString(v) {
			problems = append(problems, Problem{pairs[i], fmt.Sprintf("%q is %q, which is no plain name", pairs[i], v), "lower-case letters, digits and _"})
		}
	}
	return problems
}
