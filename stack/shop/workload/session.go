package workload

import (
	"encoding/json"

	"firedrill/internal/load"
)

// Sessions is how many users stay logged in.
func (s *script) Sessions() int { return min(maxSessions, s.shop.Users) }

// Private says whether a route is for users who are logged in.
func (s *script) Private(route string) bool {
	switch route {
	case Order, Orders, Profile, Like:
		return true
	}
	return false
}

// Login is the request by which a user logs in, and the user's name.
func (s *script) Login(user int) (q load.Request, name string) {
	return load.Request{Route: Login, Args: args(user)}, email(user)
}

// Token reads the answer to a login; "" when there is none in it.
func (s *script) Token(body []byte) string {
	var login struct {
		Token string `json:"token"`
	}
	if json.Unmarshal(body, &login) != nil {
		return ""
	}
	return login.Token
}
