package redeploy

import (
	"maps"
	"strings"

	"firedrill/chaos"
)

// Lookup returns the value of a variable. If it is set twice the last value counts, as in a process.
func Lookup(env []string, name string) (value string, ok bool) {
	for _, entry := range env {
		if n, v, _ := strings.Cut(entry, "="); n == name {
			value, ok = v, true
		}
	}
	return value, ok
}

// WithVariable returns the environment with a variable set, or removed. The others keep their places.
func WithVariable(env []string, name, value string, set bool) []string {
	var changed []string
	for _, entry := range env {
		n, _, _ := strings.Cut(entry, "=")
		switch {
		case n != name:
			changed = append(changed, entry)
		case set:
			changed = append(changed, name+"="+value)
			set = false
		}
	}
	if set {
		changed = append(changed, name+"="+value)
	}
	return changed
}

// sameVariables reports whether two environments hold the same variables, in any order.
func sameVariables(a, b []string) bool { return maps.Equal(variables(a), variables(b)) }

func variables(env []string) map[string]string {
	m := make(map[string]string, len(env))
	for _, entry := range env {
		n, v, _ := strings.Cut(entry, "=")
		m[n] = v
	}
	return m
}

// DigestIn returns the digest of a variable in an environment, "" if it is not set.
func DigestIn(env []string, name string) string {
	value, ok := Lookup(env, name)
	if !ok {
		return ""
	}
	return chaos.Digest(value)
}

// digestShown returns the digest of a value as the app shows it: plain, or already as a digest.
func digestShown(settings map[string]string, name string) string {
	shown, ok := settings[name]
	switch {
	case !ok:
		return ""
	case strings.HasPrefix(shown, "sha256:"):
		return shown
	}
	return chaos.Digest(shown)
}
