package chaos

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"firedrill/internal/record"
)

var envRotateSecretKind = Kind{
	Name:    "env.rotate-secret",
	Family:  "env",
	Summary: "give a replica of the app another secret, and redeploy it",
	Manual: "As a rotation that was done in one place alone. With another JWT_SECRET the tokens issued before are refused, and users " +
		"must log in again; with another DB_PASSWORD or CACHE_PASSWORD the store refuses the app. The new value follows from the old " +
		"one and from what was drawn; neither is written down, and reports show digests.",
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate},
	Within:  appProofTime,
	Causes:  causesReplace,
	Example: Example{On: "shop-1"},
	New: func() Fault {
		f := &envRotateSecret{}
		f.redeployed = redeployed{service: func() string { return f.On }, variable: func() string { return f.Name },
			change: func(env []string, salt string) ([]string, error) { return rotated(env, f.Name, salt) }, feel: f.refused}
		return f
	},
}

// envRotateSecret changes a secret.
type envRotateSecret struct {
	redeployed
	On   string `param:"on" required:"true" doc:"the replica of the app, such as shop-1"`
	Name string `param:"name" default:"JWT_SECRET" enum:"JWT_SECRET,DB_PASSWORD,CACHE_PASSWORD" doc:"which secret"`
}

// tokenSecret is the variable by whose value tokens are signed.
const tokenSecret = "JWT_SECRET"

func (f *envRotateSecret) Validate() []Problem { return onReplica(f.On) }

// rotated returns an environment with another value of a secret: one that looks like it, follows from it and the salt, and
// can't be found by who knows only one of them.
func rotated(env []string, name, salt string) ([]string, error) {
	old, there := lookup(env, name)
	if !there {
		return nil, fmt.Errorf("there is no secret %q", name)
	}
	mac := hmac.New(sha256.New, []byte(old))
	mac.Write([]byte(salt))
	return withVariable(env, name, base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18]), true), nil
}

func (f *envRotateSecret) refused(ctx context.Context, lab Lab, u redeployUndo) record.Check {
	site, err := siteOf(lab)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if f.Name != tokenSecret {
		return f.storeRefuses(ctx, site)
	}
	first, err := lab.Containers().Env(ctx, u.Original)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	secret, _ := lookup(first, tokenSecret)
	token, err := issued(secret, time.Now())
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	a := ask(ctx, site, f.On, 6, Visit{Path: "/profile", Token: token}, status(401))
	return record.Check{OK: a.hits > 0 && a.hits == a.all, Saw: fmt.Sprintf("%s requests with a token from before were refused", a)}
}

// storeOf names the store that a secret opens as /readyz does.
var storeOf = map[string]string{"DB_PASSWORD": "db", "CACHE_PASSWORD": "cache"}

// storeRefuses asks the replica for its own view of its stores.
func (f *envRotateSecret) storeRefuses(ctx context.Context, site SiteLab) record.Check {
	a := ask(ctx, site, f.On, 4, Visit{Path: "/readyz"}, func(s Seen) bool { return unready(s.Body, storeOf[f.Name]) })
	return record.Check{OK: a.hits > 0 && a.hits == a.all, Saw: fmt.Sprintf("%s times the replica could not reach its %s", a, storeOf[f.Name])}
}

// unready reads from an answer of /readyz whether a store is not well. What can't be read says nothing.
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
