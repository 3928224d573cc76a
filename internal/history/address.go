package history

import "net/url"

// Name returns an address without the URL's password and query, safe to show.
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
