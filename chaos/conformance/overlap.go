package conformance

import (
	"errors"
	"slices"
	"testing"

	"firedrill/chaos"
)

// The same kind twice on one target, overlapping. Either both act and can be reverted in any order, or the second is refused
// before anything is touched. In the end the lab is as it was.

// olderFirst reverts them in the order in which they were injected.
func (r *trial) olderFirst(t *testing.T) { r.overlapping(t, []int{0, 1}) }

// newerFirst reverts them in the other order.
func (r *trial) newerFirst(t *testing.T) { r.overlapping(t, []int{1, 0}) }

func (r *trial) overlapping(t *testing.T, order []int) {
	before := r.settings(t)
	r.apply(t)
	orders := []chaos.Order{r.order, r.order}
	orders[1].ID = r.order.ID + "-again"
	if params, other := otherValue[r.order.Kind]; other {
		orders[1].Params = params
	}
	proof, err := r.injector.Apply(t.Context(), orders[1])
	if err != nil {
		r.refused(t, orders[1], err)
		clean(t, r.injector.RevertAll(t.Context()), 1)
		r.unchanged(t, before)
		return
	}
	t.Logf("again: mechanism: %s; effect: %s", proof.Mechanism.Saw, proof.Effect.Saw)
	if !proof.OK() {
		t.Errorf("the second is not proven: %+v", proof)
	}
	first, second := orders[order[0]], orders[order[1]]
	if o := r.injector.Revert(t.Context(), first.ID); o.Reverted != nil {
		t.Errorf("revert of %q while %q is in force: %v", first.ID, second.ID, o.Reverted)
	}
	r.stillThere(t, second)
	// The first may be proven gone only together with the second, which has the same effect.
	for _, o := range r.injector.RevertAll(t.Context()) {
		t.Logf("gone: %s", o.Gone.Saw)
		if !o.Clean() {
			t.Errorf("%q is not gone: revert: %v, saw: %s", o.ID, o.Reverted, o.Gone.Saw)
		}
	}
	r.unchanged(t, before)
}

// otherValue has the second fault's parameters for kinds whose plan refuses the current value. With another value, the second
// would save the first one's as the original.
var otherValue = map[string]map[string]string{
	"cpu.limit":                {"cpus": "0.04"},
	"memory.limit":             {"spare": "4"},
	"env.set":                  {"name": "DB_POOL", "value": "2"},
	"nginx.body-limit":         {"bytes": "10"},
	"nginx.timeouts":           {"read": "4ms"},
	"nginx.upstream-port":      {"port": "8082"},
	"nginx.worker-connections": {"count": "11"},
}

// stillThere requires that a fault is still in force after the revert of the other one, unless it happens only once.
func (r *trial) stillThere(t *testing.T, o chaos.Order) {
	t.Helper()
	entries := r.journal.Entries()
	i := slices.IndexFunc(entries, func(e chaos.Entry) bool { return e.ID == o.ID })
	fault, problems := r.Index.Decode(o.Kind, o.On, o.Params)
	if i < 0 || len(problems) > 0 {
		t.Fatalf("no entry of %q: %q", o.ID, problems)
	}
	if slices.Contains(momentary, o.Kind) {
		return
	}
	if gone := fault.Gone(t.Context(), r.target, entries[i].Undo); gone.OK {
		t.Errorf("%q counts as gone while it is in force: %s", o.ID, gone.Saw)
	}
}

// momentary are the kinds that happen once and leave nothing to revert.
var momentary = []string{"container.restart", "redis.flush", "redis.expire"}

// refused requires that nothing was touched for the second fault, and that the first one acts.
func (r *trial) refused(t *testing.T, second chaos.Order, err error) {
	t.Helper()
	for _, e := range r.journal.Entries() {
		if e.ID == second.ID {
			t.Errorf("it was planned, and failed only then: %v", err)
		}
	}
	if _, conflict := errors.AsType[*chaos.InForceError](err); conflict {
		t.Logf("refused: %v", err)
	} else {
		t.Logf("refused by its plan: %v", err)
	}
	r.stillThere(t, r.order)
}

// refusedAtOnce is the short form: if a kind claims a setting, the second fault is refused.
func (r *trial) refusedAtOnce(t *testing.T) {
	t.Helper()
	again := r.order
	again.ID += "-again"
	entry := chaos.Entry{Kind: again.Kind, On: again.On, Params: again.Params}
	if _, claims := r.Index.Conflict(entry, entry); !claims {
		return
	}
	_, err := r.injector.Apply(t.Context(), again)
	if _, conflict := errors.AsType[*chaos.InForceError](err); !conflict {
		t.Errorf("a second one is not refused: %v", err)
	}
}

// settings returns the lab's settings as the bench reads them.
func (r *trial) settings(t *testing.T) string {
	t.Helper()
	if r.Settings == nil {
		return ""
	}
	return r.Settings(t)
}

func (r *trial) unchanged(t *testing.T, before string) {
	t.Helper()
	if after := r.settings(t); after != before {
		t.Errorf("the lab was\n%s\nand is\n%s", before, after)
	}
}
