package signals

import (
	"encoding/json"

	"firedrill/internal/record"
)

// maxID bounds an id that a log tells.
const maxID = 64

// identify gives those examples their id of which no answer told it, and a log does.
func (w *Windows) identify(r *record.Record) error {
	logs, err := r.Logs()
	if err != nil {
		return err
	}
	ids := map[uint64]string{}
	for _, l := range logs {
		var said struct {
			ID string `json:"request_id"`
		}
		if l.By == record.ByID && json.Unmarshal([]byte(l.Line), &said) == nil && len(said.ID) <= maxID {
			ids[l.Seq] = said.ID
		}
	}
	for i, e := range w.Examples {
		if e.RequestID == "" {
			w.Examples[i].RequestID = ids[e.Seq]
		}
	}
	return nil
}
