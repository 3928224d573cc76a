package drill

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/stack"
)

func TestForsaken_RunsThatNobodyHolds(t *testing.T) {
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
		volumes    []engine.Volume
		all        bool
		want       bool
	}{
		{"an old container alone", []engine.Listed{nginx(old)}, nil, nil, false, true},
		{"an old network alone", nil, []engine.Network{{Labels: labels(), Created: old}}, nil, false, true},
		{"an old volume alone", nil, nil, []engine.Volume{{Labels: labels(), Created: old}}, false, true},
		{"a young volume alone", nil, nil, []engine.Volume{{Labels: labels(), Created: young}}, false, false},
		{"a volume that was left up on purpose", nil, nil, []engine.Volume{{Labels: labels(stack.LabelKept, "true"), Created: old}}, false, false},
		{"a network that a lab which was left up has left", nil, []engine.Network{{Labels: labels(stack.LabelKept, "true"), Created: old}}, nil, false, true},
		{"a client that runs holds its lab", []engine.Listed{nginx(old), client}, nil, nil, false, false},
		{"a client that runs holds it from --all", []engine.Listed{nginx(old), client}, nil, nil, true, false},
		{"a client that has ended doesn't", []engine.Listed{nginx(old), dead}, nil, nil, false, true},
		{"one that may be starting", []engine.Listed{nginx(young)}, nil, nil, false, false},
		{"one that was left up on purpose", []engine.Listed{kept}, nil, nil, false, false},
		{"one that was left up, with --all", []engine.Listed{kept}, nil, nil, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := objects(tt.containers, tt.networks, tt.volumes)["r"].forsaken(now, tt.all); got != tt.want {
				t.Errorf("forsaken = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestForget_RemovesTheSealedRecord(t *testing.T) {
	h := Home{t.TempDir()}
	for name, dir := range map[string]string{"round": h.Sealed("round"), "drill": t.TempDir()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		journal := filepath.Join(dir, journalFile)
		if err := errors.Join(os.WriteFile(journal, nil, 0o644), h.Add(name, journal), h.forget(OpenRun{Run: name, Journal: journal})); err != nil {
			t.Fatal(err)
		}
		_, err := os.Stat(journal)
		if gone := errors.Is(err, os.ErrNotExist); gone != (name == "round") || h.Knows(name) {
			t.Errorf("%s: the record is gone %v, the run is known %v", name, gone, h.Knows(name))
		}
	}
}
