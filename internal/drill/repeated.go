package drill

import "firedrill/internal/engine"

// didRepeat is a line about a call to the engine that failed for a passing reason and was made again.
const didRepeat = "repeated"

// Repeated tells of such a call.
func (j *Journal) Repeated(r engine.Repeat) {
	j.note(line{Did: didRepeat, Saw: r.Call, Error: text(r.Error)})
}
