package labs

import (
	"testing"

	"firedrill/stack"
)

func TestPick(t *testing.T) {
	one := []stack.Found{{Instance: "fragile"}}
	two := append(one, stack.Found{Instance: "hardened"})
	for _, tt := range []struct {
		name  string
		all   []stack.Found
		asked string
		want  string
		wrong string
	}{
		{"the only lab", one, "", "fragile", ""},
		{"a lab by its name", two, "hardened", "hardened", ""},
		{"no lab", nil, "fragile", "", "no lab is up\nhint: firedrill up starts one"},
		{"an unknown lab", two, "hardend", "", "unknown lab that is up \"hardend\"\nhint: did you mean hardened?"},
		{"one of two", two, "", "", "more than one lab is up: [\"fragile\" \"hardened\"]\nhint: name one of them"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := pick(tt.all, tt.asked)
			if tt.wrong != "" {
				if err == nil || err.Error() != tt.wrong {
					t.Errorf("got %v, want %s", err, tt.wrong)
				}
				return
			}
			if err != nil || got.Instance != tt.want {
				t.Errorf("got %q, %v, want %q", got.Instance, err, tt.want)
			}
		})
	}
}
