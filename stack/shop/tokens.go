package shop

import (
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// tokens issues and verifies the bearer tokens of the shop's users: JWT, signed with HS256.
type tokens struct {
	key    []byte
	ttl    time.Duration
	parser *jwt.Parser
}

func newTokens(secret string, ttl time.Duration) *tokens {
	return &tokens{key: []byte(secret), ttl: ttl, parser: newParser(time.Now)}
}

func newParser(now func() time.Time) *jwt.Parser {
	return jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithExpirationRequired(), jwt.WithTimeFunc(now))
}

// ahead makes tokens be verified by a clock that is ahead of the issuing one.
func (t *tokens) ahead(by time.Duration) {
	t.parser = newParser(func() time.Time { return time.Now().Add(by) })
}

func (t *tokens) issue(user int64, now time.Time) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		Subject:   strconv.FormatInt(user, 10),
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(t.ttl)),
	}).SignedString(t.key)
}

// user returns the user of a valid token.
func (t *tokens) user(token string) (int64, error) {
	var claims jwt.RegisteredClaims
	if _, err := t.parser.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return t.key, nil }); err != nil {
		return 0, err
	}
	return strconv.ParseInt(claims.Subject, 10, 64)
}
