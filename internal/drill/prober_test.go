package drill

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"firedrill/chaos"
	"firedrill/stack"
)

func TestProber_CountsReplicasOfAStartingLab(t *testing.T) {
	for replicas, want := range map[int]bool{1: false, 2: true} {
		p := &Prober{Lab: stack.Lab{Services: map[string]stack.Service{stack.Shop: {Replicas: replicas}}}}
		if ok, why := p.Has(t.Context(), string(chaos.NeedReplicas)); ok != want || ok == (why != "") {
			t.Errorf("%d replicas: %v %q", replicas, ok, why)
		}
	}
}

func TestTimedOut_OnlyByTheTrialsOwnBound(t *testing.T) {
	over, cancel := context.WithCancel(t.Context())
	cancel()
	late := fmt.Errorf("start: %w", context.DeadlineExceeded)
	for name, test := range map[string]struct {
		ctx  context.Context
		err  error
		want bool
	}{
		"late":              {t.Context(), late, true},
		"the drill is over": {over, late, false},
		"refused":           {t.Context(), errors.New("no such capability"), false},
		"well":              {t.Context(), nil, false},
	} {
		if got := timedOut(test.ctx, test.err); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
