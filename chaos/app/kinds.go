// Package app holds the faults of the family app: bad releases of the app under test.
package app

import "firedrill/chaos"

// Kinds lists the faults of this family.
func Kinds() []chaos.Kind {
	return []chaos.Kind{
		clockSkewKind,
		deployKind,
		routeErrorsKind,
		leakKind,
		lyingHealthKind,
		nPlusOneKind,
		poisonedRecordKind,
		slowMiddlewareKind,
		stopAcceptingKind,
	}
}
