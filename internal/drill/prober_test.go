package drill

import (
	"testing"

	"firedrill/chaos"
	"firedrill/stack"
)

func TestALabThatIsComingUpIsAskedForItsReplicas(t *testing.T) {
	for replicas, want := range map[int]bool{1: false, 2: true} {
		p := &Prober{Lab: stack.Lab{Services: map[string]stack.Service{stack.Shop: {Replicas: replicas}}}}
		if ok, why := p.Has(t.Context(), string(chaos.NeedReplicas)); ok != want || ok == (why != "") {
			t.Errorf("%d replicas: %v %q", replicas, ok, why)
		}
	}
}
