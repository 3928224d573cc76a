package env

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/redeploy"
	"firedrill/chaos/visit"
	"firedrill/internal/record"

	"github.com/golang-jwt/jwt/v5"
)

var rotateSecretKind = chaos.Kind{
	Name:    "env.rotate-secret",
	Family:  "env",
	Summary: "change a secret of one replica of the app, and redeploy it",
	Manual: "As a rotation that was done in one place only. With another JWT_SECRET, tokens that were issued before are " +
		"refused, and users must log in again. With another DB_PASSWORD or CACHE_PASSWORD, the store refuses the app. The " +
		"new value is derived from the old one and a random salt. Neither value is written anywhere, and reports show " +
		"digests.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  redeploy.ProofTime,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1"},
	New:     func() chaos.Fault { return &redeploy.Fault{Change: &rotateSecret{}} },
}

// rotateSecret changes a secret.
type rotateSecret struct {
	redeploy.Replica
	Name string `param:"name" default:"JWT_SECRET" enum:"JWT_SECRET,DB_PASSWORD,CACHE_PASSWORD" doc:"which secret"`
}

// tokenSecret is the variable with the key that signs tokens.
const tokenSecret = "JWT_SECRET"

// Variable returns the secret's variable.
func (f *rotateSecret) Variable() string { return f.Name }

// Environment rotates the secret.
func (f *rotateSecret) Environment(env []string, salt string) ([]string, error) {
	return rotated(env, f.Name, salt)
}

// rotated returns an environment with another value of a secret. The value looks like the old one, is derived from it and the salt,
// and cannot be found by someone who knows only one of these.
func rotated(env []string, name, salt string) ([]string, error) {
	old, there := redeploy.Lookup(env, name)
	if !there {
		return nil, fmt.Errorf("there is no secret %q", name)
	}
	mac := hmac.New(sha256.New, []byte(old))
	mac.Write([]byte(salt))
	return redeploy.WithVariable(env, name, base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18]), true), nil
}

// Effect checks whether the old secret is refused.
func (f *rotateSecret) Effect(ctx context.Context, t *chaos.Target, u redeploy.Undo) record.Check {
	if f.Name != tokenSecret {
		return f.storeRefuses(ctx, t.HTTP)
	}
	first, err := t.Containers.Env(ctx, u.Original)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	secret, _ := redeploy.Lookup(first, tokenSecret)
	token, err := issued(secret, time.Now())
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	a := visit.Ask(ctx, t.HTTP, f.On, 6, chaos.Visit{Path: "/profile", Token: token}, visit.Status(401))
	return record.Check{OK: a.Hits > 0 && a.Hits == a.All, Saw: fmt.Sprintf("%s requests with a token from before were refused", a)}
}

// storeOf has the store that a secret opens, by its name in /readyz.
var storeOf = map[string]string{"DB_PASSWORD": "db", "CACHE_PASSWORD": "cache"}

// storeRefuses asks the replica whether it can reach its store.
func (f *rotateSecret) storeRefuses(ctx context.Context, site chaos.HTTP) record.Check {
	a := visit.Ask(ctx, site, f.On, 4, chaos.Visit{Path: "/readyz"}, func(s chaos.Seen) bool { return unready(s.Body, storeOf[f.Name]) })
	return record.Check{OK: a.Hits > 0 && a.Hits == a.All, Saw: fmt.Sprintf("%s times the replica could not reach its %s", a, storeOf[f.Name])}
}

// unready reports whether an answer of /readyz says that a store is not ready. An unreadable answer says nothing.
func unready(body, store string) bool {
	var parts map[string]json.RawMessage
	var part struct {
		OK *bool `json:"ok"`
	}
	if json.Unmarshal([]byte(body), &parts) != nil || json.Unmarshal(parts[store], &part) != nil {
		return false
	}
	return part.OK != nil && !*part.OK
}

// issued returns a token of the first user, as the app issues it with that secret.
func issued(secret string, now time.Time) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		Subject: "1", IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(time.Hour)),
	}).SignedString([]byte(secret))
}
