package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/quantity"
	"firedrill/internal/record"
)

// maxJournal is the maximum number of events on a page; the record holds them all.
const maxJournal = 400

// entry is one line of the journal: an action or observation, and its time.
type entry struct {
	At         float64 // seconds since the drill's start
	Kind, Text string
	Bad        bool // it reports a problem
}

// journal lists the drill's events in order, including those computed from the samples.
func journal(d Drill) (shown []entry, left int) {
	var all []entry
	for i := range d.Events {
		all = append(all, entriesOf(&d.Events[i])...)
	}
	all = append(all, happened(d)...)
	all = append(all, computed(d)...)
	slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(a.At, b.At) })
	if len(all) > maxJournal {
		return all[:maxJournal], len(all) - maxJournal
	}
	return all, 0
}

// entriesOf describes an event.
func entriesOf(e *record.Event) []entry {
	at := float64(e.At) / 1e6
	one := func(kind, text string, bad bool) []entry { return []entry{{at, kind, text, bad}} }
	switch {
	case e.Phase != nil:
		if from := float64(e.Phase.From) / 1e6; from > 0 {
			return one("phase", fmt.Sprintf("%s is measured anew, from %s s on: before, the load was not held or users were unwell", e.Phase.Name, quantity.RoundedText(from, 1)), false)
		}
		return one("phase", fmt.Sprintf("%s begins, planned for %s", e.Phase.Name, seconds(&e.Phase.Seconds)), false)
	case e.Fault != nil:
		return step(at, e.Fault)
	case e.Load != nil:
		return one("load", fmt.Sprintf("the last request was due: %s scheduled, %s recorded", grade.Thousands(int64(e.Load.Scheduled)),
			grade.Thousands(int64(e.Load.Samples))), e.Load.Scheduled != e.Load.Samples)
	case e.Audit != nil && e.Audit.Error != "":
		return one("audit", "the orders could not be audited: "+e.Audit.Error, true)
	case e.Audit != nil:
		return one("audit", fmt.Sprintf("%s confirmed orders looked up in the database: %s lost, %s doubled",
			grade.Thousands(int64(e.Audit.Acknowledged)), grade.Thousands(int64(e.Audit.Lost)), grade.Thousands(int64(e.Audit.Doubled))),
			e.Audit.Lost+e.Audit.Doubled > 0)
	case e.Clock != nil:
		return one("clock", fmt.Sprintf("the client's clock is off by %s ms, round trip %s ms", quantity.RoundedText(e.Clock.OffsetMS, 2), quantity.RoundedText(e.Clock.RTTMS, 2)), false)
	case e.Engine != nil && e.Engine.Action == record.EngineFollowed:
		return one("engine", "the engine's events are followed", false)
	case e.Engine != nil && e.Engine.Action == record.EngineMissed:
		return one("engine", "events may be missing from here on: "+e.Engine.Error, true)
	case e.Engine != nil:
		return nil // listed by happened, with their explanations
	case e.Act != nil && e.Act.Why == record.ActChange:
		return one(e.Act.Why, e.Act.Text, false)
	case e.Stream != nil:
		return one("stream", fmt.Sprintf("the stream to the client was replaced after %s: %s", seconds(&e.Stream.Seconds), e.Stream.Why), true)
	case e.Act != nil && e.Act.Error != "":
		return one(e.Act.Why, e.Act.Text+" failed: "+e.Act.Error, true)
	case e.Act != nil:
		return one(e.Act.Why, fmt.Sprintf("%s (took %s)", e.Act.Text, seconds(&e.Act.Seconds)), false)
	case e.End != nil:
		text := "the drill ended: " + e.End.Reason
		if e.End.Error != "" {
			text += ": " + e.End.Error
		}
		return one("end", text, e.End.Reason != record.EndCompleted)
	}
	return nil
}

// step describes a step of a fault's life cycle: one line, and one for each check.
func step(at float64, f *record.Fault) []entry {
	text := fmt.Sprintf("%s on %s: %s", f.ID, f.Target, f.Step)
	if f.Error != "" {
		return []entry{{at, "fault", text + " failed: " + f.Error, true}}
	}
	if f.Step == record.StepEnded {
		return []entry{{at, "fault", text + " before it was reverted" + after(f.Mechanism), !f.ByHand}}
	}
	if f.Step == record.StepPlanned && len(f.Params) > 0 {
		text += " with " + params(f.Params)
	}
	all := []entry{}
	for _, look := range []struct {
		what  string
		check *record.Check
	}{{"mechanism", f.Mechanism}, {"effect", f.Effect}, {"gone", f.Gone}} {
		if look.check != nil {
			sign := "seen"
			if !look.check.OK {
				sign = "not seen"
			}
			all = append(all, entry{at, "proof", fmt.Sprintf("%s, %s %s: %s", f.ID, look.what, sign, look.check.Saw), !look.check.OK})
		}
	}
	if len(all) > 0 {
		return all
	}
	return []entry{{at, "fault", text, false}}
}

func params(all map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		parts = append(parts, name+"="+all[name])
	}
	return strings.Join(parts, ", ")
}

// computed returns the events that are computed from the samples, not recorded.
func computed(d Drill) []entry {
	var all []entry
	for _, m := range noticed(d).Marks {
		text := "a burn-rate alert would have rung"
		if m.Class == "again" {
			text = "users are well again"
		}
		all = append(all, entry{m.At, "computed", text, false})
	}
	return all
}
