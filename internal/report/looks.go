package report

import "firedrill/internal/grade"

// look is one of the three checks of a fault.
type look struct {
	what  string
	check *grade.Check // nil if it was not made
}

func looks(f *grade.Fault) []look {
	return []look{{"mechanism", f.Proof.Mechanism}, {"effect", f.Proof.Effect}, {"gone", f.Proof.Gone}}
}
