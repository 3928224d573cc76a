package redeploy

import (
	"slices"
	"testing"

	"firedrill/chaos"
)

func TestWithVariable(t *testing.T) {
	env := []string{"A=1", "B=2", "C="}
	for _, c := range []struct {
		name  string
		value string
		set   bool
		want  []string
	}{
		{"B", "9", true, []string{"A=1", "B=9", "C="}},
		{"B", "", false, []string{"A=1", "C="}},
		{"D", "x=y", true, []string{"A=1", "B=2", "C=", "D=x=y"}},
		{"D", "", false, env},
	} {
		if got := WithVariable(env, c.name, c.value, c.set); !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %q", c, got)
		}
	}
	if !slices.Equal(env, []string{"A=1", "B=2", "C="}) {
		t.Errorf("the given environment was changed: %q", env)
	}
}

func TestDigestShown_PlainAndHiddenAreEqual(t *testing.T) {
	const secret = "hunter2"
	plain := digestShown(map[string]string{"P": secret}, "P")
	if hidden := digestShown(map[string]string{"P": chaos.Digest(secret)}, "P"); hidden != plain || plain != "sha256:f52fbd32" {
		t.Errorf("plain %q, hidden %q", plain, hidden)
	}
	if got := digestShown(nil, "P"); got != "" {
		t.Errorf("absent: %q", got)
	}
}

func TestSameVariables(t *testing.T) {
	if !sameVariables([]string{"A=1", "B=2"}, []string{"B=2", "A=1"}) || sameVariables([]string{"A=1"}, []string{"A=2"}) {
		t.Error("order must not count, values must")
	}
}
