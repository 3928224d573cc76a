package prompt

import (
	"slices"
	"testing"
	"time"
)

var known = Words{Services: []string{"nginx", "shop-1", "redis"}, Components: []string{"redis", "none"}, Mechanisms: []string{"frozen", "full"},
	Verbs: []Verb{{"restart", TakesService, []string{"--grace"}}, {"resolve", TakesNothing, nil}, {"diagnose", TakesDiagnosis, nil}}}

func TestWords_Complete(t *testing.T) {
	tests := []struct {
		line string
		want []string
	}{
		{"", []string{"diagnose", "resolve", "restart"}},
		{"res", []string{"resolve", "restart"}},
		{"firedrill rest", []string{"restart"}},
		{"restart ", []string{"nginx", "redis", "shop-1"}},
		{"restart --grace=5s r", []string{"redis"}},
		{"restart redis ", nil},
		{"restart --", []string{"--grace"}},
		{"restart -- ", nil},
		{"diagnose ", []string{"none", "redis"}},
		{"diagnose redis f", []string{"frozen", "full"}},
		{"diagnose redis frozen ", nil},
		{"nonsense ", nil},
		{"restart redis | ", []string{"grep", "head", "tail", "wc"}},
		{"restart redis |h", []string{"head"}},
		{"restart redis | grep ", nil},
	}
	for _, tt := range tests {
		if got := known.Complete(tt.line, len(tt.line)).Candidates; !slices.Equal(got, tt.want) {
			t.Errorf("Complete(%q) = %q, want %q", tt.line, got, tt.want)
		}
	}
}

func TestCompletion_Apply(t *testing.T) {
	tests := []struct {
		line string
		pos  int
		want string
		at   int
	}{
		{"r", 1, "res", 3},
		{"rest", 4, "restart ", 8},
		{"rest redis", 4, "restart redis", 7},
		{"restart sh", 10, "restart shop-1 ", 15},
		{"x", 1, "x", 1},
	}
	for _, tt := range tests {
		line, at, _ := known.Complete(tt.line, tt.pos).apply(tt.line, tt.pos)
		if line != tt.want || at != tt.at {
			t.Errorf("%q at %d becomes %q at %d, want %q at %d", tt.line, tt.pos, line, at, tt.want, tt.at)
		}
	}
}

func TestLabel(t *testing.T) {
	now := time.Unix(1000, 0)
	for _, tt := range []struct {
		stage string
		paged time.Time
		lab   string
		want  string
	}{
		{"starting", time.Time{}, "", "[starting]> "},
		{"quiet", time.Time{}, "lab", "[quiet] lab> "},
		{"paged", now.Add(-83 * time.Second), "lab", "[paged 1:23] lab> "},
		{"acked", now.Add(time.Second), "lab", "[acked 0:00] lab> "},
	} {
		if got := Label(tt.stage, tt.paged, tt.lab, now); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
