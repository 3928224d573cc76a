package conformance_test

import (
	"testing"

	"firedrill/chaos/catalogue"
	"firedrill/chaos/conformance"
)

func TestEnds_EveryKind(t *testing.T) {
	x := catalogue.All()
	for _, kind := range x.Kinds() {
		t.Run(kind, func(t *testing.T) { conformance.Ends(t, x, kind) })
	}
}
