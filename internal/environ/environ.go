// Package environ reads the environment of a process or container, a list of NAME=value.
package environ

import "strings"

// Map returns the variables by their names. Of a name that is there twice the last value counts, as in a process.
func Map(env []string) map[string]string {
	variables := make(map[string]string, len(env))
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		variables[name] = value
	}
	return variables
}
