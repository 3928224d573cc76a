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

func TestService(t *testing.T) {
	lab := stack.Found{Members: []stack.Member{{Service: "shop-1"}, {Service: "redis"}}}
	for word, want := range map[string]string{"shop": "shop-1", "redis": "redis"} {
		if got, err := Service(lab, word); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", word, got, err, want)
		}
	}
	if _, err := Service(lab, "reddis"); err == nil || err.Error() != "unknown service \"reddis\"\nhint: did you mean redis?" {
		t.Errorf("an unknown service: %v", err)
	}
}
