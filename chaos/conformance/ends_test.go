package conformance_test

import (
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/conformance"
)

func TestEveryKindTakesBothEndsOfItsRanges(t *testing.T) {
	x := chaos.Catalogue()
	for _, kind := range x.Kinds() {
		t.Run(kind, func(t *testing.T) { conformance.Ends(t, x, kind) })
	}
}
