package dns

import "firedrill/chaos"

// answered says that a lookup ends in one way, other than usually.
func answered(class string) func(usual, now chaos.Lookup) bool {
	return func(_, now chaos.Lookup) bool { return now.Class == class }
}
