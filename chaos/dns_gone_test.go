package chaos

import (
	"math"
	"net/netip"
	"testing"
	"time"
)

func TestGoneLookups_SeeAShareOfOnePercent(t *testing.T) {
	if missed := math.Pow(1-0.01, goneLookups); missed > 0.05 {
		t.Errorf("%d lookups miss a share of 1 %% with the probability %.3f, more than 0.05", goneLookups, missed)
	}
}

func TestWell_OneBadLookupOfManyIsNotGone(t *testing.T) {
	const right = "10.1.2.3"
	usual := Lookup{Addresses: []string{right}, Took: time.Millisecond}
	wrong := &dnsWrong{Address: netip.MustParseAddr("10.9.9.9")}
	wrong.onNames = onNames{wrong.at, wrong.deed}
	slow := &dnsSlow{Delay: 400 * time.Millisecond}
	slow.onNames = onNames{slow.at, slow.deed}
	for _, c := range []struct {
		name string
		f    onNames
		all  Lookups
		want bool
	}{
		{"all right", wrong.onNames, Lookups{Answers: map[string]int{right: 300}}, true},
		{"all right at another address", wrong.onNames, Lookups{Answers: map[string]int{"10.1.2.4, 10.1.2.5": 300}}, true},
		{"one refused", wrong.onNames, Lookups{Answers: map[string]int{right: 299, AnswerRefused: 1}}, false},
		{"one without an answer", wrong.onNames, Lookups{Answers: map[string]int{right: 299, AnswerNone: 1}}, false},
		{"one wrong", wrong.onNames, Lookups{Answers: map[string]int{right: 299, "10.9.9.9": 1}}, false},
		{"as quick as before", slow.onNames, Lookups{Answers: map[string]int{right: 300}, Typical: 2 * time.Millisecond}, true},
		{"still slow", slow.onNames, Lookups{Answers: map[string]int{right: 300}, Typical: 401 * time.Millisecond}, false},
		{"none asked", wrong.onNames, Lookups{}, false},
	} {
		if got := c.f.well(usual, c.all); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
