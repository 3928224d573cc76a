package app

import (
	"context"

	"firedrill/chaos"
	"firedrill/chaos/redeploy"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
	"firedrill/internal/release"
)

// releaseVariable is the one that says which release a replica of the app is.
const releaseVariable = "RELEASE"

// deployManual is what the manuals of this family have in common.
const deployManual = " A new container takes the replica's place with another RELEASE, the next version with a build id, as /version and " +
	"docker inspect show it; what is wrong with the build can't be told from it. The old container is kept aside, and put back by the " +
	"revert. It comes off in any order with changes of variables. A second release on a replica is refused while the first is in force."

// deploys is what the faults of the family app do: put a release in the place of the one that a replica is. Users feel it
// as feel says.
func deploys(on func() string, build func() release.Build, feel func(ctx context.Context, lab chaos.Lab, site chaos.SiteLab) record.Check) redeploy.Fault {
	return redeploy.Fault{
		Service:  on,
		Variable: func() string { return releaseVariable },
		Change: func(env []string, salt string) ([]string, error) {
			now, _ := redeploy.Lookup(env, releaseVariable)
			return redeploy.WithVariable(env, releaseVariable, release.After(now, build(), salt), true), nil
		},
		Feel: func(ctx context.Context, lab chaos.Lab, _ redeploy.Undo) record.Check {
			site, err := chaos.SiteOf(lab)
			if err != nil {
				return record.Check{Saw: err.Error()}
			}
			return visit.Unhurried(ctx, feel(ctx, lab, site))
		},
	}
}
