package chaos

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// loggedIn logs a user in over the site, and returns the token that the app gives.
func loggedIn(ctx context.Context, site SiteLab) (string, error) {
	seen := site.Visit(ctx, oneLogin)
	var got struct {
		Token string `json:"token"`
	}
	if !seen.OK || json.Unmarshal([]byte(seen.Body), &got) != nil || got.Token == "" {
		return "", fmt.Errorf("no user can log in: %s", seen.Answer)
	}
	return got.Token, nil
}

// issued is a token of the first user as the app issues them with that secret.
func issued(secret string, now time.Time) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		Subject: "1", IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(time.Hour)),
	}).SignedString([]byte(secret))
}
