package history

import "net/url"

// Name is an address as it may be shown: without a password, nor anything else that a URL's query may hide.
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
