package chaos

import (
	"maps"
	"net/url"
	"strings"
)

// A parameter whose field is tagged secret:"true" may hold a secret. Reverts work without its value, so the journal holds
// a digest of it. A report shows it where showable says so.

// withoutSecrets returns a fault's parameters as the journal and as a report may hold them.
func withoutSecrets(f Fault, params map[string]string) (journaled, shown map[string]string) {
	journaled, shown = params, params
	for _, field := range fieldsOf(f) {
		name := field.Name
		value, given := params[name]
		if !field.Secret || !given {
			continue
		}
		journaled = maps.Clone(journaled)
		journaled[name] = digest(value)
		if s, ok := f.(interface{ showable(value string) bool }); !ok || !s.showable(value) {
			shown = maps.Clone(shown)
			shown[name] = digest(value)
		}
	}
	return journaled, shown
}

// secretWords are parts of the names of variables that hold secrets.
var secretWords = []string{"PASS", "PWD", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "PRIVATE", "AUTH", "SALT"}

// mayBeSecret says that a variable's value must not be shown: by its name, or because it is a URL with a password.
func mayBeSecret(name, value string) bool {
	for _, word := range secretWords {
		if strings.Contains(strings.ToUpper(name), word) {
			return true
		}
	}
	u, err := url.Parse(value)
	if err != nil {
		return strings.Contains(value, "@") // what can't be read may be a URL with a password all the same
	}
	_, has := u.User.Password()
	return has
}

func (f *envSet) showable(value string) bool { return !mayBeSecret(f.Name, value) }
