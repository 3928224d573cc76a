package oncall

import (
	"time"

	"firedrill/internal/history"
)

// Entry converts the debrief to a round of the history. text is its round.json.
func (d Debrief) Entry(text []byte) history.Round {
	r := history.Round{Run: d.Run, Started: d.Started.Truncate(time.Microsecond).UTC(), Scenario: d.Round.Scenario.Name,
		Lab: d.Lab, Seed: d.Round.Seed, Responder: d.Responder, Control: d.Round.Scenario.Control(), Total: d.Sheet.Total,
		Felt: d.Facts.Felt, Held: d.Facts.Held, Text: text}
	if d.Void != nil {
		r.Void = d.Void.Kind
	}
	return r
}
