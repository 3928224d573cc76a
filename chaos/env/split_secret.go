package env

import (
	"context"
	"errors"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/redeploy"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
)

var splitSecretKind = chaos.Kind{
	Name:    "env.split-secret",
	Family:  "env",
	Summary: "give one replica of the app another secret for tokens than the others have",
	Manual: "A token that this replica issued is refused by the others, and theirs by it. With two replicas, about half of what needs " +
		"a login fails, at random, and logging in again does not help for long. The value is made as for env.rotate-secret.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate, chaos.NeedReplicas},
	Within:  redeploy.ProofTime,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1"},
	New:     func() chaos.Fault { return &redeploy.Fault{Change: &splitSecret{}} },
}

// splitSecret gives one replica another secret than the others have.
type splitSecret struct {
	On string `param:"on" required:"true" doc:"the replica of the app that gets another secret, such as shop-2"`
}

func (f *splitSecret) Validate() []chaos.Problem { return chaos.OnlyReplica(f.On) }

// Service returns the replica.
func (f *splitSecret) Service() string { return f.On }

// Variable returns the secret's variable.
func (f *splitSecret) Variable() string { return tokenSecret }

// Environment rotates the secret.
func (f *splitSecret) Environment(env []string, salt string) ([]string, error) {
	return rotated(env, tokenSecret, salt)
}

// Check requires at least two replicas, which all have the same secret.
func (f *splitSecret) Check(ctx context.Context, t *chaos.Target) error {
	first := ""
	for n := 1; ; n++ {
		replica := chaos.ReplicaName(n)
		if s, err := t.Containers.State(ctx, replica); err == nil && s.Status == chaos.StatusMissing && n > 2 {
			return nil // the lab has n-1 of them
		}
		digest, err := secretOf(ctx, t, replica)
		if err != nil {
			return err
		}
		if n == 1 {
			first = digest
		}
		if digest != first {
			return errors.New("the replicas have different secrets already")
		}
	}
}

// secretOf is the digest of a replica's secret for tokens.
func secretOf(ctx context.Context, t *chaos.Target, replica string) (string, error) {
	s, err := t.Running(ctx, replica)
	if err != nil {
		return "", err
	}
	env, err := t.Containers.Env(ctx, s.ID)
	return redeploy.DigestIn(env, tokenSecret), err
}

// Effect logs users in and uses each token several times: one replica must accept it and another refuse it.
func (f *splitSecret) Effect(ctx context.Context, t *chaos.Target, _ redeploy.Undo) record.Check {
	token, err := visit.Token(ctx, t.HTTP)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	taken, refused := 0, 0
	for _, seen := range visit.Volley(ctx, t.HTTP, 16, chaos.Visit{Path: "/profile", Token: token, Plain: true}) {
		switch {
		case seen.OK:
			taken++
		case seen.Status == 401:
			refused++
		}
	}
	return visit.Unhurried(ctx, record.Check{OK: taken > 0 && refused > 0,
		Saw: fmt.Sprintf("of 16 requests with one token %d were served, %d refused", taken, refused)})
}
