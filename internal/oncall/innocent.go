package oncall

import (
	"math/rand/v2"
	"time"
)

// Change is an innocent change: one that is made before an incident, stands in the change log, and has nothing to do with
// it. With neither a variable nor a configuration, the service is deployed once more as it is.
type Change struct {
	After    time.Duration // from when the users come; 0: before they do
	Service  string
	Variable string // NAME=value
	Config   string // old=>new, in the balancer's configuration
}

// String names a change as a change log would.
func (c Change) String() string {
	switch {
	case c.Variable != "":
		return "env " + c.Service + " " + c.Variable
	case c.Config != "":
		return "config " + c.Service + " " + c.Config
	}
	return "deploy " + c.Service
}

// What may be changed without any user's feeling it. No fault touches the same.
var (
	harmlessVariables = []string{"JWT_TTL=2h", "DEPLOY=2", "FEATURE_WISHLIST=on", "DB_CONNECT_TIMEOUT=8s"}
	harmlessConfigs   = []string{"keepalive 128;=>keepalive 96;", "buffer=32k flush=200ms=>buffer=64k flush=200ms"}
)

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
	return changes
}
