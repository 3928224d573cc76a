package conformance

import (
	"testing"
	"time"

	"firedrill/chaos"
)

// leaseTime bounds the time until what an agent holds is gone after the agent.
const leaseTime = 10 * time.Second

// crashed kills the agent while the fault is in force. What the agent holds must end with it; anything else is reverted by another
// process.
func (r *trial) crashed(t *testing.T) {
	kind, err := r.Index.Kind(r.order.Kind)
	if err != nil {
		t.Fatal(err)
	}
	if r.Crash == nil || kind.Acts != chaos.InLab {
		t.Skip("no agent does this damage")
	}
	r.apply(t)
	r.Crash(t)
	killed := time.Now()
	entries := r.journal.Entries()
	if kind.Held {
		r.goneByItself(t, entries[len(entries)-1])
		t.Logf("gone by itself after %s", time.Since(killed).Round(time.Millisecond))
	}
	clean(t, chaos.RevertEntries(t.Context(), r.setup(), entries), len(entries))
}

func (r *trial) goneByItself(t *testing.T, e chaos.Entry) {
	t.Helper()
	fault, problems := r.Index.Decode(e.Kind, e.On, e.Params)
	if len(problems) > 0 {
		t.Fatalf("%q", problems)
	}
	until := time.Now().Add(leaseTime)
	for {
		gone := fault.Gone(t.Context(), r.target, e.Undo)
		if gone.OK {
			t.Logf("gone: %s", gone.Saw)
			return
		}
		if time.Now().After(until) {
			t.Fatalf("not gone within %s: %s", leaseTime, gone.Saw)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
