package stack_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/conformance"
	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

func TestMain(m *testing.M) { os.Exit(labtest.Main(m)) }

// TestKinds_Conform runs the conformance suite on real containers. It takes long; without FIREDRILL_TEST_LONG each kind
// is only injected and reverted.
func TestKinds_Conform(t *testing.T) {
	t.Parallel()
	conform(t, "conform", labtest.Lab(1), "")
}

func TestKinds_NeedingTwoReplicasConform(t *testing.T) {
	t.Parallel()
	conform(t, "pair", labtest.Lab(2), chaos.NeedReplicas)
}

func TestKinds_NeedingADatabaseReplicaConform(t *testing.T) {
	t.Parallel()
	conform(t, "follow", labtest.WithReplica(labtest.Lab(1)), chaos.NeedDBReplica)
}

// conform runs the suite for the kinds with exactly this need of a lab.
func conform(t *testing.T, word string, lab stack.Lab, need chaos.Need) {
	var kinds []string
	orders := map[string]chaos.Order{}
	for _, o := range conformance.Orders(catalogue.All()) {
		if kind, err := catalogue.All().Kind(o.Kind); err == nil && ofLab(kind) == need {
			kinds, orders[o.Kind] = append(kinds, o.Kind), o
		}
	}
	sideBySide(t, word, lab, kinds, func(t *testing.T, b conformance.Bench, kind string) { conformance.Run(t, b, orders[kind]) })
}

// lanes is the number of labs that share the kinds of a suite: most of a check is waiting.
const lanes = 2

// sideBySide runs a check of each kind, one at a time per lab.
func sideBySide(t *testing.T, word string, lab stack.Lab, kinds []string, check func(*testing.T, conformance.Bench, string)) {
	e := labtest.Engine(t)
	free := make(chan *stack.Running, lanes)
	for i := range min(lanes, len(kinds)) {
		running := labtest.Up(t, e, fmt.Sprintf("%s%d", word, i), lab)
		t.Cleanup(func() { nothingLeft(t, running) })
		free <- running
	}
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			running := <-free
			defer func() { free <- running }()
			check(t, bench(t, e, running, lab), kind)
		})
	}
}

func bench(t *testing.T, e *engine.Engine, running *stack.Running, lab stack.Lab) conformance.Bench {
	self := labtest.Images(t, e, lab).Self
	return conformance.Bench{
		Index:    catalogue.All(),
		Prober:   &drill.Prober{Engine: e, Self: self, Run: running.Instance, Up: running.Instance},
		Target:   labtest.Of(running),
		Crash:    func(t *testing.T) { crash(t, e, running, self) },
		Settings: func(t *testing.T) string { return settingsOf(t, e, running) },
		Short:    os.Getenv("FIREDRILL_TEST_LONG") == "",
	}
}

// ofLab returns the optional feature of a lab that a kind needs, "" for none.
func ofLab(k chaos.Kind) chaos.Need {
	for _, need := range k.Needs {
		if strings.HasPrefix(string(need), "lab:") {
			return need
		}
	}
	return ""
}

// TestUp_ContainersHaveTheirBounds inspects a lab's containers as "docker inspect" shows them.
func TestUp_ContainersHaveTheirBounds(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "bounds", labtest.Lab(2))
	members, err := e.List(t.Context(), stack.LabelLab+"="+running.Instance)
	if err != nil {
		t.Fatal(err)
	}
	if len(members) != 6 { // nginx, two shops, redis, postgres, client
		t.Fatalf("lab has %d containers, want 6: %+v", len(members), members)
	}
	var all int64
	for _, m := range members {
		inspected(t, e, m)
		if m.Labels[stack.LabelService] == stack.Client {
			continue
		}
		u, err := e.Usage(t.Context(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-40s %6.1f MB", m.Name, float64(u.Memory)/1e6)
		all += u.Memory
	}
	t.Logf("%-40s %6.1f MB", "in all, at rest", float64(all)/1e6)
	if all > 200e6 {
		t.Errorf("lab at rest uses %.1f MB, want at most 200", float64(all)/1e6)
	}
}

func inspected(t *testing.T, e *engine.Engine, m engine.Listed) {
	t.Helper()
	b, err := e.Bounds(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	if b.Privileged || len(b.CapAdd) > 0 || len(b.Mounts) > 0 {
		t.Errorf("%s: privileged %v, capabilities added %q, mounts %q; want none", m.Name, b.Privileged, b.CapAdd, b.Mounts)
	}
	if b.CPUs <= 0 || b.Memory <= 0 || b.Pids <= 0 {
		t.Errorf("%s: cpus %v, memory %d, pids %d; want all limited", m.Name, b.CPUs, b.Memory, b.Pids)
	}
	for _, p := range b.Published {
		if m.Labels[stack.LabelService] != stack.Nginx || !strings.HasPrefix(p, "127.0.0.1:") {
			t.Errorf("%s publishes %q; want nginx alone to publish, on 127.0.0.1", m.Name, p)
		}
	}
	if m.Labels[stack.LabelService] == stack.Nginx && len(b.Published) == 0 {
		t.Errorf("%s publishes nothing", m.Name)
	}
}

// TestUp_FailedStartLeavesNothing starts a lab that cannot start.
func TestUp_FailedStartLeavesNothing(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	lab := labtest.Lab(1)
	img := labtest.Images(t, e, lab)
	img.Nginx = "firedrill.invalid/no-such-image:1"
	instance := labtest.Name("stillborn")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := stack.Up(ctx, e, stack.Request{Lab: lab, Instance: instance, Run: instance, Images: img}); err == nil {
		t.Fatal("lab came up without nginx")
	}
	left, err := e.List(t.Context(), stack.LabelLab+"="+instance)
	if err != nil {
		t.Fatal(err)
	}
	networks, err := e.Networks(t.Context(), stack.LabelLab+"="+instance)
	if err != nil {
		t.Fatal(err)
	}
	if len(left)+len(networks) > 0 {
		t.Errorf("left: %+v %+v", left, networks)
	}
}
