package drill

import (
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/stack"
)

func TestCleanTakesWhatNobodyHolds(t *testing.T) {
	now := time.Now()
	old, young := now.Add(-time.Hour), now.Add(-time.Second)
	labels := func(more ...string) map[string]string {
		m := map[string]string{stack.LabelRun: "r"}
		for i := 0; i < len(more); i += 2 {
			m[more[i]] = more[i+1]
		}
		return m
	}
	nginx := func(made time.Time) engine.Listed {
		return engine.Listed{Labels: labels(stack.LabelService, stack.Nginx), Status: "running", Created: made}
	}
	client := engine.Listed{Labels: labels(stack.LabelService, stack.Client), Status: "running", Created: old}
	dead := client
	dead.Status = "exited"
	kept := nginx(old)
	kept.Labels = labels(stack.LabelKept, "true")
	tests := []struct {
		name       string
		containers []engine.Listed
		networks   []engine.Network
		all        bool
		want       bool
	}{
		{"an old container alone", []engine.Listed{nginx(old)}, nil, false, true},
		{"an old network alone", nil, []engine.Network{{Labels: labels(), Created: old}}, false, true},
		{"a client that runs holds its lab", []engine.Listed{nginx(old), client}, nil, false, false},
		{"a client that runs holds it from --all", []engine.Listed{nginx(old), client}, nil, true, false},
		{"a client that has ended doesn't", []engine.Listed{nginx(old), dead}, nil, false, true},
		{"one that may be starting", []engine.Listed{nginx(young)}, nil, false, false},
		{"one that was left up on purpose", []engine.Listed{kept}, nil, false, false},
		{"one that was left up, with --all", []engine.Listed{kept}, nil, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := objects(tt.containers, tt.networks)["r"].forsaken(now, tt.all); got != tt.want {
				t.Errorf("forsaken = %v, want %v", got, tt.want)
			}
		})
	}
}
