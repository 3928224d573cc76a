package catalogue_test

import (
	"slices"
	"testing"

	"firedrill/chaos/catalogue"
)

// freeText are the parameters of any text that can hold no secret.
var freeText = []string{"on", "peer", "name", "table", "column", "index", "sequence", "key", "pattern", "to", "signal", "rate", "address"}

func TestCatalogue_FreeTextIsKnownNotToBeSecret(t *testing.T) {
	for _, kind := range catalogue.All().Kinds() {
		fields, err := catalogue.All().Fields(kind)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range fields {
			if f.Type == "string" && len(f.Enum) == 0 && !f.Secret && !slices.Contains(freeText, f.Name) {
				t.Errorf("%s: parameter %q takes any text: tag it secret:\"true\", or add it to the list here", kind, f.Name)
			}
		}
	}
}
