package dns

import (
	"encoding/json"
	"math"
	"net/netip"
	"slices"
	"testing"
	"time"

	"firedrill/chaos"
)

func TestGoneLookups_SeeAShareOfOnePercent(t *testing.T) {
	if missed := math.Pow(1-0.01, goneLookups); missed > 0.05 {
		t.Errorf("%d lookups miss a share of 1 %% with the probability %.3f, more than 0.05", goneLookups, missed)
	}
}

func TestWell_OneBadLookupIsNotGone(t *testing.T) {
	const right = "10.1.2.3"
	usual := chaos.Lookup{Addresses: []string{right}, Took: time.Millisecond}
	wrong := fault{&wrong{Address: netip.MustParseAddr("10.9.9.9")}}
	slow := fault{&slow{Delay: 400 * time.Millisecond}}
	for _, c := range []struct {
		name string
		f    fault
		all  chaos.Lookups
		want bool
	}{
		{"all right", wrong, chaos.Lookups{Answers: map[string]int{right: 300}}, true},
		{"all right at another address", wrong, chaos.Lookups{Answers: map[string]int{"10.1.2.4, 10.1.2.5": 300}}, true},
		{"one refused", wrong, chaos.Lookups{Answers: map[string]int{right: 299, chaos.AnswerRefused: 1}}, false},
		{"one without an answer", wrong, chaos.Lookups{Answers: map[string]int{right: 299, chaos.AnswerNone: 1}}, false},
		{"one wrong", wrong, chaos.Lookups{Answers: map[string]int{right: 299, "10.9.9.9": 1}}, false},
		{"as quick as before", slow, chaos.Lookups{Answers: map[string]int{right: 300}, Typical: 2 * time.Millisecond}, true},
		{"still slow", slow, chaos.Lookups{Answers: map[string]int{right: 300}, Typical: 401 * time.Millisecond}, false},
		{"none asked", wrong, chaos.Lookups{}, false},
	} {
		if got := c.f.well(usual, c.all); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// A look at what another process noted must find the same.
func TestPlanned_SurvivesJSON(t *testing.T) {
	u := planned{"w1", chaos.Lookup{Addresses: []string{"10.0.0.1"}, Took: time.Millisecond}}
	text, err := json.Marshal(u)
	if err != nil {
		t.Fatal(err)
	}
	var back planned
	if err := json.Unmarshal(text, &back); err != nil || !slices.Equal(back.Usual.Parsed(), []netip.Addr{netip.MustParseAddr("10.0.0.1")}) {
		t.Errorf("got %+v, %v", back, err)
	}
}

func TestKinds_MistakesAreReported(t *testing.T) {
	for _, c := range []struct {
		kind, param string
		params      map[string]string
	}{
		{"dns.nxdomain", "name", map[string]string{"name": "no such"}},
		{"dns.wrong", "address", map[string]string{"name": "redis", "address": "::1"}},
		{"dns.slow", "delay", map[string]string{"name": "redis", "delay": "1h"}},
	} {
		problems := chaos.NewIndex(Kinds()...).Check(c.kind, "redis", c.params)
		if len(problems) != 1 || problems[0].Param != c.param {
			t.Errorf("%s %v: got %+v, want one of %q", c.kind, c.params, problems, c.param)
		}
	}
}
