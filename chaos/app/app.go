package app

import (
	"context"

	"firedrill/chaos"
	"firedrill/chaos/redeploy"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
	"firedrill/internal/release"
)

// releaseVariable is the variable that sets the release of a replica.
const releaseVariable = "RELEASE"

// deployManual is the part of the manual that all kinds of the family share.
const deployManual = " A new container replaces the replica's container with another RELEASE: the next version with a build id, as /version and " +
	"docker inspect show it. The build id does not reveal the flaw. The old container is set aside, and the revert restores it. " +
	"The fault can be reverted in any order with changes of variables. A second release on a replica is refused while the first is in force."

// flaw defines a kind of this family: what is wrong with the release, and how users see it.
type flaw interface {
	Validate() []chaos.Problem
	Service() string
	build() release.Build
	effect(ctx context.Context, t *chaos.Target) record.Check
}

// deploys returns the fault that replaces a replica's release by one with that flaw.
func deploys(f flaw) *redeploy.Fault { return &redeploy.Fault{Change: bad{f}} }

// bad is a release with a flaw, as a change of the release variable.
type bad struct{ flaw }

func (b bad) Parameters() any { return b.flaw }

func (b bad) Variable() string { return releaseVariable }

func (b bad) Environment(env []string, salt string) ([]string, error) {
	now, _ := redeploy.Lookup(env, releaseVariable)
	return redeploy.WithVariable(env, releaseVariable, release.After(now, b.build(), salt), true), nil
}

func (b bad) Effect(ctx context.Context, t *chaos.Target, _ redeploy.Undo) record.Check {
	return visit.Unhurried(ctx, b.effect(ctx, t))
}
