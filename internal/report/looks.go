package report

import "firedrill/internal/grade"

// look is one of the three looks at a fault.
type look struct {
	what  string
	check *grade.Check // nil if nobody looked
}

func looks(f *grade.Fault) []look {
	return []look{{"mechanism", f.Proof.Mechanism}, {"effect", f.Proof.Effect}, {"gone", f.Proof.Gone}}
}
