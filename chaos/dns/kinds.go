package dns

import "firedrill/chaos"

// Kinds lists the faults of this family.
func Kinds() []chaos.Kind {
	return []chaos.Kind{
		noNameKind,
		failKind,
		slowKind,
		wrongKind,
	}
}
