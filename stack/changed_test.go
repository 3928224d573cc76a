package stack

import (
	"slices"
	"testing"
)

func TestDeployed_VersionsAndNamesButNoValues(t *testing.T) {
	was := []string{"DB_POOL=4", "DB_PASSWORD=old", "RELEASE=1.4.0"}
	for name, tt := range map[string]struct{ now, want []string }{
		"the same again":          {was, []string{"deploy shop-1"}},
		"a release":               {[]string{"DB_POOL=4", "DB_PASSWORD=old", "RELEASE=1.4.1+b7e02c41"}, []string{"deploy shop-1 1.4.1"}},
		"a variable":              {[]string{"DB_POOL=1", "DB_PASSWORD=old", "RELEASE=1.4.0"}, []string{"env shop-1 DB_POOL"}},
		"a secret, one taken out": {[]string{"DB_PASSWORD=new", "RELEASE=1.4.0"}, []string{"env shop-1 DB_PASSWORD DB_POOL"}},
		"a release and a new one": {[]string{"DB_POOL=4", "DB_PASSWORD=old", "RELEASE=1.5.0", "X=1"}, []string{"deploy shop-1 1.5.0", "env shop-1 X"}},
		"no release any more":     {[]string{"DB_POOL=4", "DB_PASSWORD=old"}, []string{"deploy shop-1"}},
	} {
		if got := deployed("shop-1", was, tt.now); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}
