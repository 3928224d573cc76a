package shop

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Parse reads the settings from NAME=value pairs. Its error lists every mistake, one per line, and never shows a
// secret. Unknown variables are ignored.
func Parse(environ []string) (Settings, error) {
	given := lookup(environ)
	var s Settings
	var mistakes []error
	for _, k := range knobs {
		value, ok := given[k.Name]
		switch {
		case k.Needed && value == "":
			mistakes = append(mistakes, fmt.Errorf("%s is not set, want %s", k.Name, k.Want))
			continue
		case !ok:
			value = k.Default
		}
		if !k.set(&s, value) {
			mistakes = append(mistakes, fmt.Errorf("%s is %q, want %s", k.Name, value, k.Want))
		}
	}
	return s, errors.Join(mistakes...)
}

// PoolSize returns the maximum number of Postgres connections of one replica with these variables. The result has no
// meaning if Parse refuses them.
func PoolSize(environ []string) int {
	s, _ := Parse(environ)
	return s.DBPool
}

// Shown returns each knob's value for display. A secret is shown as the start of its hash: enough to see whether two
// replicas have the same one, without revealing it.
func Shown(environ []string) map[string]string {
	given := lookup(environ)
	out := make(map[string]string, len(knobs))
	for _, k := range knobs {
		value, ok := given[k.Name]
		if !ok {
			value = k.Default
		}
		if k.Secret && value != "" {
			value = fmt.Sprintf("sha256:%.4x", sha256.Sum256([]byte(value)))
		}
		out[k.Name] = value
	}
	return out
}

// lookup maps names to values. Of two pairs with the same name the last one counts.
func lookup(environ []string) map[string]string {
	out := make(map[string]string, len(environ))
	for _, pair := range environ {
		if name, value, ok := strings.Cut(pair, "="); ok {
			out[name] = value
		}
	}
	return out
}

func text(name, def, about string, at func(*Settings) *string) Knob {
	return Knob{Name: name, Default: def, Want: "text", About: about, set: func(s *Settings, v string) bool {
		*at(s) = v
		return true
	}}
}

func needed(name, about string, at func(*Settings) *string) Knob {
	k := text(name, "", about, at)
	k.Needed, k.Want = true, about
	return k
}

func secret(k Knob) Knob {
	k.Secret = true
	return k
}

func number(name, def string, low, high int, about string, at func(*Settings) *int) Knob {
	want := fmt.Sprintf("a whole number from %d to %d", low, high)
	return Knob{Name: name, Default: def, Want: want, About: about, set: func(s *Settings, v string) bool {
		n, err := strconv.Atoi(v)
		*at(s) = n
		return err == nil && low <= n && n <= high
	}}
}

func span(name, def, about string, at func(*Settings) *time.Duration) Knob {
	return Knob{Name: name, Default: def, Want: "a duration above zero with its unit, such as 500ms or 30s", About: about,
		set: func(s *Settings, v string) bool {
			d, err := time.ParseDuration(v)
			*at(s) = d
			return err == nil && d > 0
		}}
}

func toggle(name, about string, at func(*Settings) *bool) Knob {
	return Knob{Name: name, Default: "off", Want: "on or off", About: about, set: func(s *Settings, v string) bool {
		*at(s) = v == "on"
		return v == "on" || v == "off"
	}}
}
