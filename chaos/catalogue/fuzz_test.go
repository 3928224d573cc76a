package catalogue_test

import (
	"testing"

	"firedrill/chaos/catalogue"
)

func FuzzDecode(f *testing.F) {
	f.Add("container.stop", "redis", "grace", "1s")
	f.Add("env.set", "shop-1", "how", "typo")
	f.Fuzz(func(t *testing.T, kind, on, name, value string) {
		fault, problems := catalogue.All().Decode(kind, on, map[string]string{name: value})
		if (fault == nil) == (len(problems) == 0) {
			t.Errorf("a fault %v with problems %v", fault, problems)
		}
	})
}
