package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"firedrill/internal/source"
	"firedrill/stack"
	"firedrill/stack/shop"
)

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// readEnv reads a list of NAME=value. Names and values are kept exactly as written.
func readEnv(v source.Value, check func(name, value string) (message, hint string)) []string {
	var env []string
	seen := map[string]bool{}
	for _, entry := range v.List() {
		pair, ok := entry.Written()
		if !ok {
			continue
		}
		name, value, ok := strings.Cut(pair, "=")
		switch {
		case !ok || !variableName.MatchString(name):
			entry.Mistake(fmt.Sprintf("%q is not a variable with its value", pair), "write NAME=value, such as DB_TIMEOUT=500ms")
		case seen[name]:
			entry.Mistake(fmt.Sprintf("variable %q stands here twice", name), "keep one of them")
		default:
			if message, hint := check(name, value); message != "" {
				entry.Mistake(message, hint)
			}
			env = append(env, pair)
		}
		seen[name] = true
	}
	return env
}

// ours lists variables of the shop that the lab sets itself: its identity and the addresses of the other services.
var ours = []string{"PORT", "REPLICA", "RELEASE", "DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_REPLICA_HOST", "CACHE_ADDR"}

// checkKnob validates a variable with the shop's own check, so that an invalid value is found before a container
// starts.
func checkKnob(name, value string) (message, hint string) {
	var known, enough []string
	for _, k := range shop.Knobs() {
		switch {
		case k.Secret:
			if k.Name == name {
				return fmt.Sprintf("%q is a secret, made at random for each lab", name), "remove it"
			}
		case slices.Contains(ours, k.Name):
			if k.Name == name {
				return fmt.Sprintf("%q is set by the lab itself", name), "remove it"
			}
		default:
			known = append(known, k.Name)
		}
		if k.Needed {
			enough = append(enough, k.Name+"=x")
		}
	}
	if !slices.Contains(known, name) {
		m := source.Unknown("variable of the shop", name, known)
		return m.Message, m.Hint
	}
	if _, err := shop.Parse(append(enough, name+"="+value)); err != nil {
		return err.Error(), ""
	}
	return "", ""
}

// checkNginx does the same for nginx, which does not start with an invalid configuration.
func checkNginx(name, value string) (message, hint string) {
	var known []string
	for _, k := range stack.NginxKnobs {
		if k.Name == name {
			return k.Check(value), ""
		}
		known = append(known, k.Name)
	}
	m := source.Unknown("variable of nginx", name, known)
	return m.Message, m.Hint
}
