// Package conformance checks what every kind of fault must do: be proven, be reverted, and be reverted also after its target was
// restarted, after it was reverted already, and after it was only partly injected. A test provides the lab; the same suite runs
// on one in memory and on a real engine.
package conformance

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/labtest"
)

// Bench is where the suite runs.
type Bench struct {
	Index  chaos.Index
	Prober chaos.Prober
	// Target returns the target of a healthy lab. It is called once for each check, and may return the same one each time: a check
	// leaves the lab as it found it, or fails.
	Target func(t *testing.T) *chaos.Target
	// Restart restarts a service's container; nil means to stop and start it.
	Restart func(ctx context.Context, target *chaos.Target, service string) error
	// Crash kills the agent that does damage in the lab with SIGKILL, and starts another; nil skips that check.
	Crash func(t *testing.T)
	// Settings reads what faults change, to compare the lab before and after; nil skips that.
	Settings func(t *testing.T) string
	// Short skips all checks but the first and the last.
	Short bool
}

// Orders returns an order for each kind of an index, by its example.
func Orders(x chaos.Index) []chaos.Order {
	var orders []chaos.Order
	for _, name := range x.Kinds() {
		k, err := x.Kind(name)
		if err != nil {
			panic(err) // the index listed it
		}
		orders = append(orders, chaos.Order{ID: name + "#1", Kind: name, On: k.Example.On, Params: k.Example.Params})
	}
	return orders
}

// Run checks one kind.
func Run(t *testing.T, b Bench, o chaos.Order) {
	for _, c := range []struct {
		name  string
		short bool
		check func(*trial, *testing.T)
	}{
		{"shows itself and is gone after its revert", true, (*trial).onAndOff},
		{"comes off after its target was restarted", false, (*trial).restarted},
		{"comes off a second time without harm", false, (*trial).twice},
		{"comes off when it was planned and never done", false, (*trial).neverDone},
		{"comes off when its injection was cut short", false, (*trial).byHalf},
		{"comes off in another process", true, (*trial).elsewhere},
		{"comes off after its agent was killed", false, (*trial).crashed},
		{"twice on one target, the older is reverted first", false, (*trial).olderFirst},
		{"twice on one target, the newer is reverted first", false, (*trial).newerFirst},
	} {
		if b.Short && !c.short {
			continue
		}
		t.Run(c.name, func(t *testing.T) { b.trial(t, o, c.check) })
	}
}

// trial runs one check. Whatever it finds, the next one starts with the lab as it was.
func (b Bench) trial(t *testing.T, o chaos.Order, check func(*trial, *testing.T)) {
	r := &trial{Bench: b, order: o, target: b.Target(t), journal: &labtest.Journal{}}
	r.injector = chaos.NewInjector(r.setup())
	defer func() {
		if t.Failed() {
			chaos.RevertEntries(t.Context(), r.setup(), r.journal.Entries())
		}
	}()
	check(r, t)
}

// trial is one check of one kind.
type trial struct {
	Bench
	order    chaos.Order
	target   *chaos.Target
	journal  *labtest.Journal
	injector *chaos.Injector
}

func (r *trial) setup() chaos.Setup {
	return chaos.Setup{Index: r.Index, Target: r.target, Prober: r.Prober, Journal: r.journal}
}

// apply injects the fault, which must be proven.
func (r *trial) apply(t *testing.T) {
	t.Helper()
	proof, err := r.injector.Apply(t.Context(), r.order)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("mechanism: %s; effect: %s", proof.Mechanism.Saw, proof.Effect.Saw)
	if !proof.OK() {
		t.Fatalf("not proven: %+v", proof)
	}
}

func (r *trial) onAndOff(t *testing.T) {
	r.apply(t)
	r.refusedAtOnce(t)
	clean(t, r.injector.RevertAll(t.Context()), 1)
}

func (r *trial) restarted(t *testing.T) {
	r.apply(t)
	if err := r.restart(t.Context()); err != nil {
		t.Fatalf("restart of the target: %v", err)
	}
	clean(t, r.injector.RevertAll(t.Context()), 1)
}

func (r *trial) restart(ctx context.Context) error {
	if r.Restart != nil {
		return r.Restart(ctx, r.target, r.order.On)
	}
	if s, err := r.target.Containers.State(ctx, r.order.On); err != nil || s.ID == "" {
		return err // a fault took it away: there is nothing to restart
	}
	if err := r.target.Containers.Stop(ctx, r.order.On, time.Second); err != nil {
		return err
	}
	return r.target.Containers.Start(ctx, r.order.On)
}

func (r *trial) twice(t *testing.T) {
	r.apply(t)
	clean(t, r.injector.RevertAll(t.Context()), 1)
	clean(t, chaos.RevertEntries(t.Context(), r.setup(), r.journal.Entries()), 1)
}

// neverDone is what a controller leaves if it dies between the journal and the injection.
func (r *trial) neverDone(t *testing.T) {
	entry, _ := r.plan(t)
	clean(t, chaos.RevertEntries(t.Context(), r.setup(), []chaos.Entry{entry}), 1)
}

// byHalf cancels the injection after a while, from at once to after its end.
func (r *trial) byHalf(t *testing.T) {
	for _, after := range []time.Duration{0, 5 * time.Millisecond, 30 * time.Millisecond, 150 * time.Millisecond, 600 * time.Millisecond} {
		entry, fault := r.plan(t)
		ctx, cancel := context.WithTimeout(t.Context(), after)
		err := fault.Inject(ctx, r.target, entry.Undo)
		cancel()
		t.Logf("cut after %s: %v", after, err)
		clean(t, chaos.RevertEntries(t.Context(), r.setup(), []chaos.Entry{entry}), 1)
	}
}

// elsewhere reverts the fault from what the journal's file would hold.
func (r *trial) elsewhere(t *testing.T) {
	r.apply(t)
	text, err := json.Marshal(r.journal.Entries())
	if err != nil {
		t.Fatal(err)
	}
	var entries []chaos.Entry
	if err := json.Unmarshal(text, &entries); err != nil {
		t.Fatal(err)
	}
	clean(t, chaos.RevertEntries(t.Context(), r.setup(), entries), 1)
}

// plan does what comes before an injection.
func (r *trial) plan(t *testing.T) (chaos.Entry, chaos.Fault) {
	t.Helper()
	fault, problems := r.Index.Decode(r.order.Kind, r.order.On, r.order.Params)
	if len(problems) > 0 {
		t.Fatalf("%q", problems)
	}
	undo, err := fault.Plan(t.Context(), r.target)
	if err != nil {
		t.Fatal(err)
	}
	entry := chaos.Entry{ID: r.order.ID, Kind: r.order.Kind, On: r.order.On, Params: r.order.Params, Undo: undo}
	if err := r.journal.Planned(entry); err != nil {
		t.Fatal(err)
	}
	return entry, fault
}

// clean requires that many faults to be reverted and known to be gone.
func clean(t *testing.T, outcomes []chaos.Outcome, want int) {
	t.Helper()
	if len(outcomes) != want {
		t.Fatalf("%d faults were taken back, want %d", len(outcomes), want)
	}
	for _, o := range outcomes {
		t.Logf("gone: %s", o.Gone.Saw)
		if !o.Clean() {
			t.Fatalf("%q is not gone: revert: %v, saw: %s", o.ID, o.Reverted, o.Gone.Saw)
		}
	}
}
