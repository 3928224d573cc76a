package agent

import (
	"encoding/json"
	"fmt"
)

// deliver passes each received line to its receiver, until the stream has ended and all lines are passed on.
func (c *Client) deliver() {
	defer close(c.dead)
	err := c.handleLines()
	c.link.Close()
	if err == nil {
		err = c.link.Err()
	}
	c.why = fmt.Errorf("%w: %w", ErrStream, err)
}

func (c *Client) handleLines() error {
	for {
		all := c.inbox.take(c.link.Done())
		if len(all) == 0 {
			return nil
		}
		for _, line := range all {
			if err := c.handle(line); err != nil {
				return err
			}
		}
	}
}

func (c *Client) handle(line []byte) error {
	var reply Reply
	if err := json.Unmarshal(line, &reply); err != nil {
		return fmt.Errorf("a line of the agent: %w", err)
	}
	if reply.Samples != "" {
		samples, err := decodeSamples(reply.Samples)
		if err != nil {
			return err
		}
		c.onSamples(samples)
		return nil
	}
	c.mu.Lock()
	answer := c.waiting[reply.ID]
	delete(c.waiting, reply.ID)
	c.mu.Unlock()
	if answer != nil {
		answer <- reply
	}
	return nil
}
