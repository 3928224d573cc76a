package report

import (
	"slices"
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
)

func TestJournal_ListsAllEventsInOrder(t *testing.T) {
	d, _ := drawn(t, drills["fail"])
	all, left := journal(d)
	if left != 0 || !slices.IsSortedFunc(all, func(a, b entry) int {
		if a.At < b.At {
			return -1
		}
		return 1
	}) {
		t.Errorf("out of order, or %d left out: %+v", left, all)
	}
	var text strings.Builder
	for _, e := range all {
		text.WriteString(e.Kind + ": " + e.Text + "\n")
		if e.Bad {
			t.Errorf("said to be bad: %+v", e)
		}
	}
	for _, want := range []string{
		"phase: baseline begins, planned for 12 s", "fault: container.stop#1 on postgres: injected",
		"proof: container.stop#1, effect seen: dial tcp", "computed: a burn-rate alert would have rung", "computed: users are well again",
		"audit: 400 confirmed orders", "end: the drill ended: completed",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
}

func TestJournal_MarksProblems(t *testing.T) {
	events := map[string]record.Event{
		"a lost sample": {Load: &record.Load{Scheduled: 2, Samples: 1}}, "a lost order": {Audit: &record.Audit{Acknowledged: 2, Lost: 1}},
		"no audit":       {Audit: &record.Audit{Error: "no database"}},
		"an early end":   {End: &record.End{Reason: record.EndError, Error: "no engine"}},
		"a failed step":  {Fault: &record.Fault{ID: "x", Step: record.StepInjected, Error: "no such container"}},
		"an unseen look": {Fault: &record.Fault{ID: "x", Step: record.StepGone, Gone: &record.Check{Saw: "still there"}}},
	}
	for name, e := range events {
		if got := entriesOf(&e); len(got) != 1 || !got[0].Bad {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestJournal_CutsAndReportsTheRest(t *testing.T) {
	d, _ := drawn(t, recordtest.Drill{Rate: 2})
	for range maxJournal {
		d.Events = append(d.Events, record.Event{Clock: &record.Clock{}})
	}
	if all, left := journal(d); len(all) != maxJournal || left == 0 {
		t.Errorf("%d shown, %d left", len(all), left)
	}
}
