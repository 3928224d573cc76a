package stack_test

import (
	"os"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/conformance"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

// TestKinds_ConformAtRangeEnds applies each kind with each of its parameters at both ends of its range. It takes long
// and runs only with FIREDRILL_TEST_LONG. A test of the suite itself checks that values inside the range are accepted
// and others are not.
func TestKinds_ConformAtRangeEnds(t *testing.T) {
	if os.Getenv("FIREDRILL_TEST_LONG") == "" {
		t.Skip("set FIREDRILL_TEST_LONG=1 to try the ends of all ranges on real containers")
	}
	x := catalogue.All()
	for _, c := range []struct {
		name string
		need chaos.Need
		lab  stack.Lab
	}{
		{"one", "", labtest.Lab(1)},
		{"pair", chaos.NeedReplicas, labtest.Lab(2)},
		{"follow", chaos.NeedDBReplica, labtest.WithReplica(labtest.Lab(1))},
	} {
		t.Run(c.name, func(t *testing.T) {
			var kinds []string
			for _, name := range x.Kinds() {
				kind, err := x.Kind(name)
				if err != nil {
					t.Fatal(err)
				}
				if ends, err := conformance.EndsOf(x, name); err == nil && len(ends) > 0 && ofLab(kind) == c.need {
					kinds = append(kinds, name)
				}
			}
			sideBySide(t, "ends"+c.name, c.lab, kinds, conformance.RunEnds)
		})
	}
}
