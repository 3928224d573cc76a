package signals

import (
	"encoding/json"

	"firedrill/internal/record"
)

// maxID is the maximum length of an id read from a log.
const maxID = 64

// identify sets the id of examples that got no answer from the log lines that name it.
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
