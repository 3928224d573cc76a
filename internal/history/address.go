package history

import "net/url"

// Name is an address that may be shown: without the password and the query of the URL.
func Name(at string) string {
	if !Shared(at) {
		return at
	}
	u, err := url.Parse(at)
	if err != nil {
		return "postgres://..."
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
