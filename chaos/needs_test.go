package chaos

import (
	"slices"
	"testing"
)

func TestAlternatives(t *testing.T) {
	for _, c := range []struct {
		need Need
		want []string
	}{
		{"engine:pause", []string{"engine:pause"}},
		{"kernel:netem|nfqueue", []string{"kernel:netem", "kernel:nfqueue"}},
		{"plain", []string{"plain"}},
	} {
		if got := c.need.Alternatives(); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.need, got, c.want)
		}
	}
}
