package oncall

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// Change is an innocent change: one that is made before or during an incident, stands in the change log, and has nothing to do with
// it. With neither a variable nor a configuration, the service is deployed once more as it is.
type Change struct {
	After    time.Duration // from when the users come; 0: before they do
	Service  string
	Variable string // NAME=value
	Config   string // old=>new, in the balancer's configuration
	Schema   string // the name of a table that is added
}

// String names a change as a change log would.
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

// What may be changed without any user's feeling it. No fault touches the same.
var (
	harmlessVariables = []string{"JWT_TTL=2h", "DEPLOY=2", "FEATURE_WISHLIST=on", "DB_CONNECT_TIMEOUT=8s"}
	harmlessConfigs   = []string{"keepalive 128;=>keepalive 96;", "buffer=32k flush=200ms=>buffer=64k flush=200ms"}
)

// harmlessTables are what a migration may add beside those that users need.
var harmlessTables = []string{"newsletter", "gift_cards", "returns", "price_history", "reviews_draft"}

// lateMost bounds how long after the break the changes go on.
const lateMost = 30 * time.Second

// reloadAfter is the first moment of a reload: the load's warm-up is over then.
const reloadAfter = 4 * time.Second

// Innocent draws a round's innocent changes from its seed, in the order of their times. To deploy the app hurts users where
// nobody else serves them meanwhile, so that is done before they come; the balancer takes a new configuration without
// anybody's noticing. quiet is how long nothing happens, replicas are those of the app.
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
	return append(changes, late(random, quiet)...)
}

// late are changes that come after the break, so that the last line of the change log is not the answer. Users are there, and the
// lab is ill: a new table touches neither.
func late(random *rand.Rand, quiet time.Duration) []Change {
	tables := random.Perm(len(harmlessTables))[:1+random.IntN(2)]
	var changes []Change
	for _, i := range tables {
		at := quiet + 2*time.Second + time.Duration(random.Int64N(int64(lateMost)))
		changes = append(changes, Change{After: at, Service: "postgres", Schema: harmlessTables[i]})
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.After, b.After) })
	return changes
}
