package stack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"firedrill/internal/engine"
)

func TestNetworkName_SkipsNetworkThatCannotBeRemoved(t *testing.T) {
	now := time.Now()
	ours := func(name, instance string, age time.Duration) engine.Network {
		return engine.Network{Name: name, Labels: map[string]string{LabelLab: instance, LabelRun: "r0"}, Created: now.Add(-age)}
	}
	tests := []struct {
		name string
		have []engine.Network
		want string
		err  string
	}{
		{name: "free", have: []engine.Network{ours("firedrill-other", "other", time.Hour)}, want: "firedrill-lab"},
		{name: "left by an earlier run", have: []engine.Network{ours("firedrill-lab", "lab", time.Hour)}, want: "firedrill-lab.2"},
		{name: "left twice", have: []engine.Network{ours("firedrill-lab", "lab", time.Hour), ours("firedrill-lab.2", "lab", time.Hour)}, want: "firedrill-lab.3"},
		{name: "of a lab that is coming up", have: []engine.Network{ours("firedrill-lab", "lab", time.Second)}, err: `network name "firedrill-lab" is taken by run "r0"`},
		{name: "not ours", have: []engine.Network{{Name: "firedrill-lab", Created: now.Add(-time.Hour)}}, err: `network name "firedrill-lab" is taken by a network that is not firedrill's`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := networkName("lab", tt.have, now)
			if got != tt.want {
				t.Errorf("networkName = %q, want %q", got, tt.want)
			}
			if (err != nil) != (tt.err != "") || err != nil && err.Error() != tt.err {
				t.Errorf("error = %v, want %q", err, tt.err)
			}
		})
	}
}

func TestFreeSubnets_LeavesOutUsedSubnets(t *testing.T) {
	have := []engine.Network{{Subnet: subnet("lab", 0) + ".0/24"}, {Subnet: subnet("lab", 1) + ".128/25"}, {Subnet: ""}, {Subnet: "fd00::/64"}, {Subnet: "172.17.0.0/16"}}
	got := freeSubnets("lab", have)
	if len(got) != subnets-2 || got[0] != subnet("lab", 2) {
		t.Errorf("%d are free, the first is %q; want %d and %q", len(got), got[0], subnets-2, subnet("lab", 2))
	}
	if got := freeSubnets("lab", []engine.Network{{Subnet: "10.0.0.0/8"}}); len(got) != 0 {
		t.Errorf("%d are free beside 10.0.0.0/8, want none", len(got))
	}
}

func TestNoSubnetError_NamesTheHolders(t *testing.T) {
	var many []engine.Network
	for n := range 7 {
		many = append(many, engine.Network{Name: fmt.Sprintf("n%d", n), Subnet: fmt.Sprintf("10.213.%d.0/24", n)})
	}
	tests := map[string][]engine.Network{
		`is held by network "corp"`:             {{Name: "corp", Subnet: "10.0.0.0/8"}},
		"and 2 more networks":                   many,
		"though none of its networks holds one": nil,
	}
	for want, holders := range tests {
		err := NoSubnetError{holders}
		if !strings.Contains(err.Error(), want) || err.Hint() == "" {
			t.Errorf("the error is %q with hint %q, want it to contain %q", err, err.Hint(), want)
		}
	}
}
