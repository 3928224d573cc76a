package drill

import "firedrill/internal/engine"

// didRepeat is the journal line for an engine call that failed for a transient reason and was retried.
const didRepeat = "repeated"

// Repeated records a retried call.
func (j *Journal) Repeated(r engine.Repeat) {
	j.note(line{Did: didRepeat, Saw: r.Call, Error: text(r.Error)})
}
