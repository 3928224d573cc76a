package inject

import (
	"errors"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/stack"
)

func TestOrder_ReportsAllMistakesAtOnce(t *testing.T) {
	_, err := Wanted{Kind: "net.delay", On: "redis", Set: []string{"delay", "jiter=1ms"}}.Order(stack.Largest())
	for _, want := range []string{`flag "--set" does not take "delay"`, "--set name=value", `"jiter"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
}

func TestOrder(t *testing.T) {
	o, err := Wanted{Kind: "cpu.limit", On: "shop", Set: []string{"cpus=0.5"}}.Order(stack.Largest())
	if err != nil || o.On != "shop-1" || o.Params["cpus"] != "0.5" || o.ID != "cpu.limit#1" {
		t.Errorf("%+v, %v", o, err)
	}
	_, err = Wanted{Kind: "cpu.limt", On: "shop"}.Order(stack.Largest())
	if _, unknown := errors.AsType[*chaos.UnknownKindError](err); !unknown {
		t.Errorf("an unknown kind: %v", err)
	}
}

func TestOrder_HeldFaultNeedsATime(t *testing.T) {
	held := Wanted{Kind: "net.delay", On: "redis", Set: []string{"delay=10ms"}}
	if _, err := held.Order(stack.Largest()); err == nil || !strings.Contains(err.Error(), "needs to be told how long") {
		t.Errorf("without a time: %v", err)
	}
	held.Hold = time.Second
	if _, err := held.Order(stack.Largest()); err != nil {
		t.Error(err)
	}
}
