package catalogue_test

import (
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
)

func TestCatalogue_EveryKindLastsOrHappensOnce(t *testing.T) {
	x := catalogue.All()
	for _, name := range x.Kinds() {
		k, err := x.Kind(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, lasts := chaos.As[chaos.Lasting](k.New()); lasts && k.Once && k.Family != "container" {
			t.Errorf("%s happens once, and can be looked at while it acts", name)
		} else if !lasts && !k.Once {
			t.Errorf("%s is held, and nobody can see whether it still acts: it needs Acts, or Once", name)
		}
	}
}
