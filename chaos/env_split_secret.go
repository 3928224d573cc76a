package chaos

import (
	"context"
	"errors"
	"fmt"

	"firedrill/internal/record"
)

var envSplitSecretKind = Kind{
	Name:    "env.split-secret",
	Family:  "env",
	Summary: "give one of two replicas another secret for tokens than the other",
	Manual: "A token that one replica issued is refused by the other, so that about half of what needs a login fails, at random, and " +
		"logging in again does not help for long. The value is made as for env.rotate-secret.",
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate, NeedReplicas},
	Within:  appProofTime,
	Causes:  causesReplace,
	Example: Example{On: "shop-1"},
	New: func() Fault {
		f := &envSplitSecret{}
		f.redeployed = redeployed{service: func() string { return f.On }, variable: func() string { return tokenSecret },
			change: func(env []string, salt string) ([]string, error) { return rotated(env, tokenSecret, salt) }, feel: f.divides}
		return f
	},
}

// envSplitSecret makes two replicas disagree.
type envSplitSecret struct {
	redeployed
	On string `param:"on" required:"true" doc:"the replica of the app that gets another secret, shop-1 or shop-2"`
}

func (f *envSplitSecret) Validate() []Problem { return onReplica(f.On) }

func (f *envSplitSecret) Plan(ctx context.Context, lab Lab) (Undo, error) {
	var digests []string
	for _, replica := range []string{"shop-1", "shop-2"} {
		s, err := running(ctx, lab, replica)
		if err != nil {
			return nil, err
		}
		env, err := lab.Containers().Env(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		digests = append(digests, digestIn(env, tokenSecret))
	}
	if digests[0] != digests[1] {
		return nil, errors.New("the replicas have different secrets already")
	}
	return f.redeployed.Plan(ctx, lab)
}

// divides logs users in and uses each token several times: it must be taken by one replica and refused by the other.
func (f *envSplitSecret) divides(ctx context.Context, lab Lab, _ redeployUndo) record.Check {
	site, err := siteOf(lab)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	token, err := loggedIn(ctx, site)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	taken, refused := 0, 0
	for _, seen := range volley(ctx, site, 16, Visit{Path: "/profile", Token: token, Plain: true}) {
		switch {
		case seen.OK:
			taken++
		case seen.Status == 401:
			refused++
		}
	}
	return unhurried(ctx, record.Check{OK: taken > 0 && refused > 0,
		Saw: fmt.Sprintf("of 16 requests with one token %d were served, %d refused", taken, refused)})
}
