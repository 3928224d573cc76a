package workload

import (
	"encoding/json"

	"firedrill/internal/load"
)

// Sessions returns the number of users that stay logged in.
func (s *script) Sessions() int { return min(maxSessions, s.shop.Users) }

// Private reports whether a route requires a login.
func (s *script) Private(route string) bool {
	switch route {
	case Order, Orders, Profile, Like:
		return true
	}
	return false
}

// Login returns the login request of a user, and the user's name.
func (s *script) Login(user int) (q load.Request, name string) {
	return load.Request{Route: Login, Args: args(user)}, email(user)
}

// Token parses the response to a login; "" if it has no token.
func (s *script) Token(body []byte) string {
	var login struct {
		Token string `json:"token"`
	}
	if json.Unmarshal(body, &login) != nil {
		return ""
	}
	return login.Token
}
