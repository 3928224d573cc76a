package stack

import (
	"slices"
	"testing"

	"firedrill/internal/engine"
)

func TestMissing_NamesServicesWithoutAContainer(t *testing.T) {
	labels := func(service string) map[string]string {
		return map[string]string{LabelLab: "mine", LabelService: service, LabelMembers: "nginx shop-1 redis postgres"}
	}
	f := Found{Instance: "mine", Members: []Member{{Service: "nginx"}, {Service: "redis"}, {Service: "postgres"}}}
	all := []engine.Listed{{Labels: map[string]string{LabelLab: "other", LabelMembers: "replica"}}, {Labels: labels("nginx")}, {Labels: labels("redis")}}
	want := []Member{{Service: "shop-1", Name: "firedrill-mine-shop-1", Status: engine.Missing}}
	if got := missing(f, all); !slices.Equal(got, want) {
		t.Errorf("missing = %v, want %v", got, want)
	}
	if got := missing(f, []engine.Listed{{Labels: map[string]string{LabelLab: "mine"}}}); len(got) != 0 {
		t.Errorf("a lab of an older version misses %v", got)
	}
	f.Members = append(f.Members, want...)
	if services, _ := f.Named(Shop); !slices.Equal(services, []string{"shop-1"}) {
		t.Errorf("the word %q means %q, want the missing replica", Shop, services)
	}
}
