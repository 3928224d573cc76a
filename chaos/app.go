package chaos

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/release"
)

// releaseVariable is the one that says which release a replica of the app is.
const releaseVariable = "RELEASE"

// appProofTime is for a new process to start, and to be asked.
const appProofTime = 10 * time.Second

// deployManual is what the manuals of this family have in common.
const deployManual = " A new container takes the replica's place with another RELEASE, the next version with a build id, as /version and " +
	"docker inspect show it; what is wrong with the build can't be told from it. The old container is kept aside, and put back by the " +
	"revert. It comes off in any order with changes of variables. A second release on a replica is refused while the first is in force."

// deploys is what the faults of the family app do: put a release in the place of the one that a replica is. Users feel it
// as feel says.
func deploys(on func() string, build func() release.Build, feel func(ctx context.Context, lab Lab, site SiteLab) record.Check) redeployed {
	return redeployed{
		service:  on,
		variable: func() string { return releaseVariable },
		change: func(env []string, salt string) ([]string, error) {
			now, _ := lookup(env, releaseVariable)
			return withVariable(env, releaseVariable, release.After(now, build(), salt), true), nil
		},
		feel: func(ctx context.Context, lab Lab, _ redeployUndo) record.Check {
			site, err := siteOf(lab)
			if err != nil {
				return record.Check{Saw: err.Error()}
			}
			return unhurried(ctx, feel(ctx, lab, site))
		},
	}
}

// asked is what many visits at once found of one replica.
type asked struct {
	hits, all int
}

// ask visits the site many times at once, and counts the answers that are so among those that the replica gave, or
// nobody. A replica that the balancer keeps from the users, since it is bad, is asked itself.
func ask(ctx context.Context, site SiteLab, replica string, n int, v Visit, so func(Seen) bool) asked {
	v.Plain = true
	a := count(ctx, site, replica, n, v, so)
	if a.all == 0 {
		v.To = replica
		a = count(ctx, site, replica, n, v, so)
	}
	return a
}

func count(ctx context.Context, site SiteLab, replica string, n int, v Visit, so func(Seen) bool) (a asked) {
	for _, seen := range volley(ctx, site, n, v) {
		if seen.Replica != replica && seen.Replica != "" {
			continue
		}
		a.all++
		if so(seen) {
			a.hits++
		}
	}
	return a
}

func (a asked) String() string { return fmt.Sprintf("%d of %d", a.hits, a.all) }

func status(code int) func(Seen) bool {
	return func(s Seen) bool { return s.Status == code }
}

func served(s Seen) bool { return s.OK }
