package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/runner"
)

// plainSource is a scenario that a drill of recordtest can be graded by.
const plainSource = `title: The database is gone for a while
hop: database
level: 1
teaches: nothing
page: nothing
faults:
  - container.stop: {on: postgres}
objectives:
  - fault: failed <= 5%
cause: {component: postgres, mechanism: stopped}
hints: [a, b, c]
fix: [firedrill start postgres]
`

func damage(t *testing.T, dir, file, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestGrade_ADamagedFileBesideTheSamplesIsNamedAndDoesNotBlock(t *testing.T) {
	for file, text := range map[string]string{record.GaugesFile: record.GaugeColumns + "\nx\n", record.LogsFile: "{\n"} {
		dir := recordtest.Drill{Source: plainSource}.Write(t)
		sound, err := runner.Measure(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		damage(t, dir, file, text)
		g, err := runner.Measure(dir, nil)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if g.Result.Verdict != sound.Result.Verdict {
			t.Errorf("%s: verdict %s, %s without the damage", file, g.Result.Verdict, sound.Result.Verdict)
		}
		if notes := strings.Join(g.Result.Notes, "\n"); !strings.Contains(notes, filepath.Join(dir, file)) {
			t.Errorf("%s: the notes do not name it: %q", file, notes)
		}
	}
}

func TestGrade_ABadFileOfARecordIsAUsersMistake(t *testing.T) {
	for name, breakIt := range map[string]func(dir string){
		"samples":   func(dir string) { damage(t, dir, record.SamplesFile, "x\n") },
		"events":    func(dir string) { damage(t, dir, record.EventsFile, "x\n") },
		"no record": func(dir string) { _ = os.Remove(filepath.Join(dir, record.EventsFile)) },
		"phases": func(dir string) {
			text, err := os.ReadFile(filepath.Join(dir, record.EventsFile))
			if err != nil {
				t.Fatal(err)
			}
			head, rest, _ := strings.Cut(string(text), "\n")
			first, _, _ := strings.Cut(rest, "\n")
			damage(t, dir, record.EventsFile, head+"\n"+first+"\n"+`{"at_us":5,"type":"phase","phase":{"name":"recovery","seconds":1}}`+"\n"+
				`{"at_us":6,"type":"phase","phase":{"name":"recovery","seconds":1}}`+"\n")
		},
	} {
		dir := recordtest.Drill{Source: plainSource}.Write(t)
		breakIt(dir)
		if _, err := runner.Measure(dir, nil); exitCode(err) != exitUsage {
			t.Errorf("%s: exit code %d: %v", name, exitCode(err), err)
		}
	}
}

func TestGrade_ABrokenScenarioInAHeaderIsTheRecordsMistake(t *testing.T) {
	dir := recordtest.Drill{Source: "title: [\n"}.Write(t)
	_, err := runner.Measure(dir, nil)
	want := filepath.Join(dir, record.EventsFile) + ":1:1: the scenario in the header, at "
	if exitCode(err) != exitUsage || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("exit code %d: %v", exitCode(err), err)
	}
}
