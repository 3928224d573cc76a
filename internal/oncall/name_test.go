package oncall_test

import (
	"strings"
	"testing"

	"firedrill/internal/oncall"
)

func TestCheckName_AcceptsOneWord(t *testing.T) {
	tests := map[string]bool{"ann": true, "agent-4.5_b": true, strings.Repeat("x", 32): true,
		"": false, "jürgen": false, "ann b": false, "-ann": false, "a,b": false, "ann\n": false, "a/b": false, strings.Repeat("x", 33): false}
	for name, want := range tests {
		if err := oncall.CheckName(name); (err == nil) != want {
			t.Errorf("%q: %v", name, err)
		}
	}
}
