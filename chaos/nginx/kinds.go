// Package nginx holds the faults that change the balancer's configuration.
package nginx

import "firedrill/chaos"

// Kinds lists the faults of this family.
func Kinds() []chaos.Kind {
	return []chaos.Kind{
		bodyLimitKind,
		brokenConfigKind,
		rateLimitKind,
		timeoutsKind,
		upstreamPortKind,
		workerConnectionsKind,
	}
}
