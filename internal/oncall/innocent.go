package oncall

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// Change is an innocent change: made before or during an incident, listed in the change log, and unrelated to the
// incident. Without a variable, a configuration or a schema, the service is redeployed unchanged.
type Change struct {
	After    time.Duration // since the start of the load; 0: before it
	Service  string
	Variable string // NAME=value
	Config   string // old=>new, in the proxy's configuration
	Schema   string // name of a new table
}

// String formats a change as a change log entry.
func (c Change) String() string {
	switch {
	case c.Variable != "":
		return "env " + c.Service + " " + c.Variable
	case c.Config != "":
		return "config " + c.Service + " " + c.Config
	case c.Schema != "":
		return "migration " + c.Schema
	}
	return "deploy " + c.Service
}

// Changes that no user notices. No fault touches the same things.
var (
	harmlessVariables = []string{"JWT_TTL=2h", "DEPLOY=2", "FEATURE_WISHLIST=on", "DB_CONNECT_TIMEOUT=8s"}
	harmlessConfigs   = []string{"keepalive 128;=>keepalive 96;", "buffer=32k flush=200ms=>buffer=64k flush=200ms"}
)

// harmlessTables are tables that a migration may add beside those that users need.
var harmlessTables = []string{"newsletter", "gift_cards", "returns", "price_history", "reviews_draft"}

// lateMost bounds how long after the fault innocent changes are made.
const lateMost = 30 * time.Second

// reloadAfter is the earliest time of a reload: the load's warm-up is over then.
const reloadAfter = 4 * time.Second

// Innocent draws a round's innocent changes from its seed, in time order. A redeploy of the only app replica affects
// users, so it happens before the load starts; a reload of the proxy affects nobody. quiet is the time before the
// fault, and replicas are those of the app.
func Innocent(seed uint64, quiet time.Duration, replicas []string) []Change {
	random := rand.New(rand.NewPCG(seed, streamInnocent))
	early := Change{Service: replicas[random.IntN(len(replicas))]}
	if random.IntN(2) == 0 {
		early.Variable = harmlessVariables[random.IntN(len(harmlessVariables))]
	}
	changes := []Change{early}
	if random.IntN(3) > 0 {
		at := reloadAfter + time.Duration(random.Int64N(int64(max(quiet-reloadAfter, time.Second))))
		changes = append(changes, Change{After: at, Service: "nginx", Config: harmlessConfigs[random.IntN(len(harmlessConfigs))]})
	}
	return append(changes, lateChanges(random, quiet)...)
}

// lateChanges returns changes after the fault, so that the last line of the change log is not the answer. The load is
// running and the lab is faulty: a new table affects neither.
func lateChanges(random *rand.Rand, quiet time.Duration) []Change {
	tables := random.Perm(len(harmlessTables))[:1+random.IntN(2)]
	var changes []Change
	for _, i := range tables {
		at := quiet + 2*time.Second + time.Duration(random.Int64N(int64(lateMost)))
		changes = append(changes, Change{After: at, Service: "postgres", Schema: harmlessTables[i]})
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.After, b.After) })
	return changes
}
