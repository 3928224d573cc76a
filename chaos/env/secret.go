package env

import (
	"net/url"
	"strings"
)

// secretWords are parts of the names of variables that hold secrets.
var secretWords = []string{"PASS", "PWD", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "PRIVATE", "AUTH", "SALT"}

// mayBeSecret reports whether a variable's value must not be shown, by its name or because it is a URL with a password.
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

// Showable reports whether a report may show the value.
func (f *set) Showable(value string) bool { return !mayBeSecret(f.Name, value) }
