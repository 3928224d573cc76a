package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"firedrill/internal/history"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
	"firedrill/scenarios"
)

// ended is a round that has come to so many points.
func ended(run, name, responder string, points int) oncall.Debrief {
	cause := scenarios.Cause{Component: "redis", Mechanism: "frozen"}
	return oncall.Debrief{Run: run, Lab: "fragile", Responder: responder, Started: time.Date(2025, 3, 14, 15, 9, 26, 0, time.UTC),
		Round: oncall.Round{Scenario: &scenarios.Scenario{Name: name, Cause: cause}, Seed: 7}, Sheet: oncall.Sheet{Total: points}}
}

func TestRounds_KeptAndGrouped(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("FIREDRILL_STATE", filepath.Join(dir, "state"))
	var warned bytes.Buffer
	a := &app{stderr: &warned, environ: os.Environ()}
	a.root()
	voided := ended("a3", "db-lock", "ann", 0)
	voided.Void = &oncall.Void{Kind: oncall.VoidEngine, Reason: "OCI runtime pause failed"}
	for _, d := range []oncall.Debrief{ended("a1", "redis-frozen", "ann", 90), ended("b1", "redis-frozen", "ben", 60), ended("a2", "db-lock", "ann", 80), voided} {
		if err := os.WriteFile(play.File, []byte(`{"run":"`+d.Run+`"}`), 0o644); err != nil {
			t.Fatal(err)
		}
		a.rememberRound(d, play.File)
		a.rememberRound(d, play.File) // one that is there stays as it is
	}
	if warned.Len() > 0 {
		t.Fatal(warned.String())
	}
	tests := []struct {
		args []string
		want string
	}{
		{nil, "SCENARIO      ROUNDS  PASSED  RATE  LIKELY       MEDIAN  VOID\n" +
			"db-lock       1       1       100%  21% to 100%  80      1\n" +
			"redis-frozen  2       1       50%   9% to 91%    75      0\n"},
		{[]string{"--by", "responder", "--pass", "85"}, "RESPONDER  ROUNDS  PASSED  RATE  LIKELY     MEDIAN  VOID\n" +
			"ann        2       1       50%   9% to 91%  85      1\n" +
			"ben        1       0       0%    0% to 79%  60      0\n"},
	}
	for _, tt := range tests {
		if got := typed(t, exitPass, append([]string{"rounds"}, tt.args...)...); got != tt.want {
			t.Errorf("%q: got\n%swant\n%s", tt.args, got, tt.want)
		}
	}
	var rates []history.Rate
	if err := json.Unmarshal([]byte(typed(t, exitPass, "rounds", "--by", "responder", "--json")), &rates); err != nil || len(rates) != 2 || rates[0].Name != "ann" || rates[0].Passes != 2 {
		t.Errorf("%+v, %v", rates, err)
	}
	if got := typed(t, exitPass, "rounds", "--as", "ann"); strings.Count(got, "db-lock") != 2 || !strings.Contains(got, "void: engine") || !strings.Contains(got, "not played yet (") {
		t.Errorf("ann's own rounds:\n%s", got)
	}
	t.Setenv("FIREDRILL_HISTORY", filepath.Join(play.File, "below.db"))
	a = &app{stderr: &warned, environ: os.Environ()}
	a.root()
	if a.rememberRound(ended("c1", "db-lock", "", 1), play.File); !strings.HasPrefix(warned.String(), "warning: the round is not in the history: ") || !strings.Contains(warned.String(), "hint: what it came to stands in "+play.File) {
		t.Errorf("a history that can't be written: %q", warned.String())
	}
}
