package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"firedrill/internal/oncall"
	"firedrill/internal/report"
)

// Files of a round, beside its record.
const (
	roundFile      = "round.json"
	postmortemFile = "postmortem.md"
)

// roundScore is what a benchmark needs of a round.
type roundScore struct {
	Schema   string         `json:"schema"`
	Run      string         `json:"run"`
	Scenario string         `json:"scenario"`
	Seed     uint64         `json:"seed"`
	Control  bool           `json:"control"`
	Score    oncall.Sheet   `json:"score"`
	Facts    oncall.Facts   `json:"facts"`
	Log      []oncall.Entry `json:"log"`
}

func scored(d oncall.Debrief) roundScore {
	return roundScore{Schema: "firedrill.round/1", Run: d.Run, Scenario: d.Round.Scenario.Name, Seed: d.Round.Seed,
		Control: d.Round.Scenario.Control(), Score: d.Sheet, Facts: d.Facts, Log: d.Round.Log}
}

// write puts the round's files beside its record.
func (r *round) write(dir string, d oncall.Debrief) error {
	text, err := json.MarshalIndent(scored(d), "", "  ")
	if err != nil {
		return err
	}
	var postmortem bytes.Buffer
	if err := d.Postmortem(&postmortem); err != nil {
		return err
	}
	return errors.Join(os.WriteFile(filepath.Join(dir, roundFile), append(text, '\n'), 0o644),
		os.WriteFile(filepath.Join(dir, postmortemFile), postmortem.Bytes(), 0o644))
}

// chartOf is the timeline of the signals, as run shows it.
func (r *round) chartOf(g graded) (string, error) {
	var b bytes.Buffer
	err := report.Timeline(&b, g.Windows, report.Options{Width: r.app.width(), Colour: r.app.colour(r.out)})
	return b.String(), err
}
