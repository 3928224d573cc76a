package chaos

import "context"

// TakeBack reverts the faults that stand in a journal, newest first, in another process than the one that did the damage:
// the watchdog, or a later clean-up. Entries come in the order in which they were written. It is not cancelled with ctx.
func TakeBack(ctx context.Context, site Site, entries []Entry) []Outcome {
	r := NewRig(site)
	var outcomes []Outcome
	for _, e := range entries {
		h, err := newHold(site.Index, e)
		if err != nil {
			// A journal of another version of firedrill: say so by name, and go on with the rest.
			outcomes = append(outcomes, Outcome{ID: e.ID, Kind: e.Kind, On: e.On, Reverted: err})
			site.Journal.Reverted(e.ID, err)
			continue
		}
		close(h.injected) // by a process that is gone
		r.holds = append(r.holds, h)
	}
	return append(r.RevertAll(ctx), outcomes...)
}
