package chaos

import (
	"slices"
	"strings"
	"testing"
)

func TestNeed_Alternatives(t *testing.T) {
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

func TestUnmetError_HintNamesTheSetting(t *testing.T) {
	for need, want := range map[Need]string{NeedDisk: "disk: 192MiB", NeedPause: "firedrill faults"} {
		err := &UnmetError{Kind: "k", Unmet: []Unmet{{Need: need, Why: "no"}}}
		if got := err.Hint(); !strings.Contains(got, want) {
			t.Errorf("%s: hint %q, want one that says %q", need, got, want)
		}
	}
}
