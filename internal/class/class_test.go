package class

import (
	"maps"
	"testing"
)

func TestCheckNames(t *testing.T) {
	tests := []struct {
		names []string
		want  string
	}{
		{[]string{"ann", "ben"}, ""},
		{[]string{"a", "b", "c", "d", "e", "f", "g", "h"}, ""},
		{nil, "a class needs a responder\nhint: firedrill class --for ann,ben"},
		{[]string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}, "9 responders are too many: a class has at most 8\nhint: split them into two classes, or let two share a lab"},
		{[]string{"ann", "ben", "ann"}, "duplicate responder \"ann\"\nhint: give each responder a different name"},
		{[]string{"ann", "b n"}, "\"b n\" is not a valid responder name\nhint: one word of up to 32 letters from a to z, digits and -_."},
	}
	for _, tt := range tests {
		got := ""
		if err := CheckNames(tt.names); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%q: %s\nwant %s", tt.names, got, tt.want)
		}
	}
}

func TestEngines_ParsesNamesAndURLs(t *testing.T) {
	names := []string{"ann", "ben"}
	tests := []struct {
		words []string
		want  map[string]string
		bad   string
	}{
		{nil, map[string]string{}, ""},
		{[]string{"ann=ssh://root@vm1"}, map[string]string{"ann": "ssh://root@vm1"}, ""},
		{[]string{"ssh://root@vm?a=b", "ben=tcp://vm2:2375"}, map[string]string{"ann": "ssh://root@vm?a=b", "ben": "tcp://vm2:2375"}, ""},
		{[]string{"anne=ssh://root@vm1"}, nil, "unknown responder \"anne\"\nhint: did you mean ann?"},
	}
	for _, tt := range tests {
		got, err := Engines(tt.words, names)
		if (err != nil || tt.bad != "") && (err == nil || err.Error() != tt.bad) {
			t.Errorf("%q: %v, want %s", tt.words, err, tt.bad)
		} else if err == nil && !maps.Equal(got, tt.want) {
			t.Errorf("%q: %v, want %v", tt.words, got, tt.want)
		}
	}
}

func TestCrowded_ComparesNeedWithProcessors(t *testing.T) {
	tests := []struct {
		labs    int
		rate    float64
		cpus    int
		wants   float64
		crowded bool
	}{{4, 200, 2, 2, false}, {5, 200, 2, 2.5, true}, {2, 500, 2, 2.5, true}, {1, 200, 1, 0.5, false}}
	for _, tt := range tests {
		if wants, crowded := Crowded(tt.labs, tt.rate, tt.cpus); wants != tt.wants || crowded != tt.crowded {
			t.Errorf("%d labs at %g/s on %d processors want %g, crowded %v", tt.labs, tt.rate, tt.cpus, wants, crowded)
		}
	}
}
