package topology

import (
	"slices"
	"testing"
)

// Records, results and scenarios contain these names, so they must not change.
func TestHops_NamesStay(t *testing.T) {
	tests := map[string]struct{ got, want []string }{
		"timed":    {TimedHops(), []string{"client", "dns", "connect", "tls", "proxy", "middleware", "app", "cache", "pool", "database", "response", "unanswered"}},
		"answers":  {Answers(), []string{"client", "dns", "firewall", "tls", "balancer", "proxy", "middleware", "auth", "app", "cache", "pool", "database", "response", "none"}},
		"findable": {Findable(), []string{"client", "dns", "firewall", "tls", "proxy", "middleware", "auth", "app", "cache", "pool", "database", "response", "none"}},
	}
	for name, tt := range tests {
		if !slices.Equal(tt.got, tt.want) {
			t.Errorf("%s hops are %q, want %q", name, tt.got, tt.want)
		}
	}
}

// An incident must be reported under a name that a scenario can give, and that the grade can find.
func TestHops_EachIsAnsweredByAFindableHop(t *testing.T) {
	seen := map[string]bool{}
	for _, h := range hops {
		if seen[h.Name] {
			t.Errorf("hop %q is listed twice", h.Name)
		}
		seen[h.Name] = true
		if !h.Label && !slices.Contains(Findable(), h.Answer) {
			t.Errorf("hop %q is answered by %q, which the grade cannot find", h.Name, h.Answer)
		}
		if h.Label && (h.Timed || h.Fails) {
			t.Errorf("hop %q is measured, and the grade is said never to find it", h.Name)
		}
		if AnswerOf(h.Name) != h.Answer {
			t.Errorf("the answer of %q is %q, want %q", h.Name, AnswerOf(h.Name), h.Answer)
		}
	}
	if got := AnswerOf("no-hop"); got != HopUnknown {
		t.Errorf("the answer of no hop is %q", got)
	}
}

func TestAnswersOfFailures(t *testing.T) {
	answers := AnswersOfFailures()
	for name, want := range map[string]string{HopConnect: HopFirewall, HopReplica: HopDatabase, HopAuth: HopAuth, HopProxy: "", HopUnanswered: ""} {
		if answers[name] != want {
			t.Errorf("failed at %q is answered by %q, want %q", name, answers[name], want)
		}
	}
}
