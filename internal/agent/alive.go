package agent

// Done is closed when the stream to the agent has ended: by Close, or because the agent is gone.
func (c *Client) Done() <-chan struct{} { return c.dead }

// Err says why the stream ended, nil while it lives.
func (c *Client) Err() error {
	select {
	case <-c.dead:
		return c.why
	default:
		return nil
	}
}
