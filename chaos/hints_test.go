package chaos_test

import (
	"strings"
	"testing"

	"firedrill/chaos"
)

func TestANeedThatTheLabDoesNotMeetSaysWhatToWrite(t *testing.T) {
	for need, want := range map[chaos.Need]string{chaos.NeedDisk: "disk: 192MiB", chaos.NeedPause: "firedrill faults"} {
		err := &chaos.UnmetError{Kind: "k", Unmet: []chaos.Unmet{{Need: need, Why: "no"}}}
		if got := err.Hint(); !strings.Contains(got, want) {
			t.Errorf("%s: hint %q, want one that says %q", need, got, want)
		}
	}
}
