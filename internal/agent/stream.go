package agent

import (
	"encoding/json"
	"fmt"

	"firedrill/internal/link"
)

// outlet sends values to the controller as JSON. It never waits for the stream. A value that cannot be sent ends the
// agent, because the controller would miss it.
type outlet struct {
	far *link.Far
	end func(error)
}

func (o *outlet) write(v any) {
	line, err := json.Marshal(v)
	if err == nil {
		err = o.far.Send(line)
	}
	if err != nil {
		o.end(fmt.Errorf("send to the controller: %w", err))
	}
}

// decode decodes a body into v; a missing body leaves v unchanged.
func decode(body json.RawMessage, v any) error {
	if len(body) == 0 {
		return nil
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("the body: %w", err)
	}
	return nil
}
