package drill

import (
	"testing"

	"firedrill/chaos/catalogue"
	"firedrill/scenarios"
	"firedrill/stack"
)

func TestFurnish_AddsADiskForFaultsThatNeedOne(t *testing.T) {
	for _, c := range []struct {
		name, kind string
		has, want  int64
	}{
		{"a fault that fills a disk", "disk.fill", 0, stack.DefaultDisk},
		{"one on a lab that has one", "disk.fill", 96e6, 96e6},
		{"another fault", "container.stop", 0, 0},
		{"another fault on a lab that has one", "container.stop", 96e6, 96e6},
		{"a kind that is not known", "no.such", 0, 0},
	} {
		lab := stack.Lab{Services: map[string]stack.Service{stack.Postgres: {Disk: c.has}, stack.Redis: {}}}
		s := &scenarios.Scenario{Faults: []scenarios.Fault{{Kind: c.kind, On: stack.Postgres}}}
		if got := Furnish(s, lab, catalogue.All()).Services[stack.Postgres].Disk; got != c.want {
			t.Errorf("%s: the disk has %d bytes, want %d", c.name, got, c.want)
		}
		if got := lab.Services[stack.Postgres].Disk; got != c.has {
			t.Errorf("%s: the lab that was handed in has one of %d bytes now", c.name, got)
		}
	}
}
