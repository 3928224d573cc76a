package play

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"firedrill/internal/oncall"
	"firedrill/internal/report"
	"firedrill/internal/runner"
)

// Files of a round, in the folder of its record.
const (
	File           = "round.json"
	PostmortemFile = "postmortem.md"
)

// Score is the data of a round for a benchmark.
type Score struct {
	Schema    string         `json:"schema"`
	Run       string         `json:"run"`
	Scenario  string         `json:"scenario"`
	Lab       string         `json:"lab"`
	Seed      uint64         `json:"seed"`
	Responder string         `json:"responder,omitempty"`
	Started   time.Time      `json:"started"`
	Control   bool           `json:"control"`
	With      harder         `json:"with"`
	Void      *oncall.Void   `json:"void"` // why there is no score; null for a scored round
	Note      string         `json:"note,omitempty"`
	Again     string         `json:"again"` // the command that repeats the same round
	Score     *oncall.Sheet  `json:"score"` // null for a void round
	Times     []oncall.Times `json:"times"` // per incident
	Facts     oncall.Facts   `json:"facts"`
	Log       []oncall.Entry `json:"log"`
}

// harder lists what made a round harder.
type harder struct {
	oncall.Modifiers
	SecondScenario string `json:"second_scenario,omitempty"` // of the second incident, if it happened
}

// Scored returns the score file of a round.
func Scored(d oncall.Debrief) Score {
	with := harder{Modifiers: d.Round.Modifiers}
	if _, _, happened := d.Round.SecondSpan(); happened {
		with.SecondScenario = d.Round.Next.Name
	}
	var score *oncall.Sheet
	if d.Void == nil {
		score = &d.Sheet
	}
	return Score{Schema: "firedrill.round/1", Run: d.Run, Scenario: d.Round.Scenario.Name, Lab: d.Lab, Seed: d.Round.Seed,
		Responder: d.Responder, Started: d.Started.UTC(), Control: d.Round.Scenario.Control(), With: with, Void: d.Void, Note: d.Note,
		Again: d.Again, Score: score, Times: d.Round.Times(d.Facts), Facts: d.Facts, Log: d.Round.Log}
}

// JSON encodes the score file of a round.
func (p Played) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(Scored(p.Debrief), "", "  ")
	return append(text, '\n'), err
}

// write writes the round's files to the folder of its record.
func (p Played) write() error {
	text, err := p.JSON()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(p.Dir, File), text, 0o644); err != nil || p.Debrief.Void != nil {
		return err // the cause of a void round stays secret
	}
	var postmortem bytes.Buffer
	if err := p.Debrief.Postmortem(&postmortem); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(p.Dir, PostmortemFile), postmortem.Bytes(), 0o644)
}

// chartOf draws the timeline of the signals, as "firedrill run" does.
func (r *Round) chartOf(g runner.Graded) (string, error) {
	var b bytes.Buffer
	err := report.Timeline(&b, g.Windows, r.Chart)
	return b.String(), err
}

// unseal moves a record to the folder of the other drills' records.
func unseal(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := os.Rename(from, to); err == nil {
		return nil
	}
	// The folders are on different file systems.
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	return os.RemoveAll(from)
}
