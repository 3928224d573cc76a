package oncall_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"firedrill/internal/oncall"
)

func TestSay_ReachesADesk(t *testing.T) {
	folder, err := os.MkdirTemp("", "desk") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	path := oncall.Socket(filepath.Join(folder, "rounds"), "lab")
	if _, err := oncall.Say(t.Context(), path, oncall.Ask{Verb: oncall.Acked}); !errors.Is(err, oncall.ErrNoRound) {
		t.Errorf("without a desk: %v", err)
	}
	table := oncall.NewTable(frozen(), 1, oncall.Modifiers{})
	shut, err := oncall.Serve(path, table)
	if err != nil {
		t.Fatal(err)
	}
	say := func(q oncall.Ask) oncall.Answer {
		t.Helper()
		a, err := oncall.Say(t.Context(), path, q)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := say(oncall.Ask{Verb: oncall.Acked}); a.Said != "" || a.Error != "you have not been paged yet" || a.Hint == "" {
		t.Errorf("before the page: %+v", a)
	}
	table.Note(oncall.Paged, "it hangs")
	if a := say(oncall.Ask{Verb: oncall.Acked}); a.Error != "" || a.Said == "" {
		t.Errorf("ack: %+v", a)
	}
	if a := say(oncall.Ask{Verb: oncall.Diagnose, Diagnosis: oncall.Diagnosis{Component: "redis", Mechanism: "frozen"}}); a.Said != "correct" {
		t.Errorf("diagnose: %+v", a)
	}
	say(oncall.Ask{Verb: oncall.Command, Text: "restart redis"})
	select {
	case <-table.Over():
		t.Error("over before its end")
	default:
	}
	say(oncall.Ask{Verb: oncall.Resolved})
	<-table.Over()
	var notes []string
	for _, e := range table.Round().Log {
		notes = append(notes, e.What)
	}
	if len(notes) != 5 || notes[3] != oncall.Command || notes[4] != oncall.Resolved {
		t.Errorf("%q", notes)
	}
	if err := shut(); err != nil {
		t.Error(err)
	}
}
