// Package catalogue joins the lists of all families of faults. Whoever looks faults up by name starts here.
package catalogue

import "firedrill/chaos"

// All returns the index of all kinds of fault that this binary knows.
func All() chaos.Index { return chaos.NewIndex(kinds()...) }
