package inject

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/internal/source"
	"firedrill/scenarios"
	"firedrill/stack"
)

func TestFault_ReportsAllMistakesAtOnce(t *testing.T) {
	_, err := Wanted{Kind: "net.delay", On: "redis", Set: []string{"delay", "jiter=1ms"}}.Fault()
	for _, want := range []string{`flag "--set" does not take "delay"`, "--set name=value", `"jiter"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
}

func TestFault(t *testing.T) {
	f, err := Wanted{Kind: "cpu.limit", On: "shop", Set: []string{"cpus=0.5"}}.Fault()
	if err != nil || f.On != "shop" || f.Params["cpus"] != "0.5" || f.ID != "cpu.limit#1" {
		t.Errorf("%+v, %v", f, err)
	}
	_, err = Wanted{Kind: "cpu.limt", On: "shop"}.Fault()
	if _, unknown := errors.AsType[*chaos.UnknownKindError](err); !unknown {
		t.Errorf("an unknown kind: %v", err)
	}
	_, err = Wanted{Kind: "cpu.limit", On: "databse", Set: []string{"cpus=0.5"}}.Fault()
	if err == nil || err.Error() != "unknown target \"databse\"\nhint: did you mean database?" {
		t.Errorf("an unknown target: %v", err)
	}
	if _, err := (Wanted{Kind: "postgres.read-only", On: "cache"}).Fault(); err == nil {
		t.Error("a fault of the database was taken for the cache")
	}
}

func TestOrderIn(t *testing.T) {
	lab := stack.Lab{}.Topology()
	for name, want := range map[string]string{"shop-1": "shop-1", "shop": "shop-1", "app": "shop-1", "database": "postgres", "client": "client", "": "", "shop-2": "", "replica": ""} {
		o, wrong := orderIn(lab, scenarios.Fault{ID: "a#1", Kind: "a", On: name, Params: map[string]string{"peer": "app"}})
		if unknown := name != "" && want == ""; (len(wrong) > 0) != unknown || !unknown && (o.On != want || o.Params["peer"] != "shop") {
			t.Errorf("%q: %+v, %v", name, o, wrong)
		}
	}
}

// A fault may name any replica that a lab can have, and is refused in a lab without that replica.
func TestOrderIn_ReplicasOfTheLab(t *testing.T) {
	tests := []struct {
		replicas int
		on       string
		hint     string // "" if the lab has it
	}{
		{9, "shop-7", ""},
		{9, "shop-9", ""},
		{3, "shop-3", ""},
		{3, "shop-7", "did you mean shop-1, shop-2 or shop-3?"},
		{2, "shop-3", "did you mean shop-1 or shop-2?"},
	}
	for _, tt := range tests {
		if _, err := (Wanted{Kind: "container.stop", On: tt.on}).Fault(); err != nil {
			t.Errorf("%q, before the lab is known: %v", tt.on, err)
		}
		lab := stack.Lab{Services: map[string]stack.Service{stack.Shop: {Replicas: tt.replicas}}}.Topology()
		o, wrong := orderIn(lab, scenarios.Fault{ID: "container.stop#1", Kind: "container.stop", On: tt.on})
		var want source.Mistakes
		if tt.hint != "" {
			want = source.Mistakes{{Message: fmt.Sprintf("unknown target %q", tt.on), Hint: tt.hint}}
		}
		if o.On != tt.on || !slices.Equal(wrong, want) {
			t.Errorf("%q of %d replicas: %+v, %+v", tt.on, tt.replicas, o, wrong)
		}
	}
	if _, err := (Wanted{Kind: "container.stop", On: "shop-10"}).Fault(); err == nil {
		t.Error("a tenth replica was taken")
	}
}

func TestFault_HeldFaultNeedsATime(t *testing.T) {
	held := Wanted{Kind: "net.delay", On: "redis", Set: []string{"delay=10ms"}}
	if _, err := held.Fault(); err == nil || !strings.Contains(err.Error(), "needs to be told how long") {
		t.Errorf("without a time: %v", err)
	}
	held.Hold = time.Second
	if _, err := held.Fault(); err != nil {
		t.Error(err)
	}
}
