package agent

// Done is closed when the stream to the agent has ended: by Close, or because the agent is gone.
func (c *Client) Done() <-chan struct{} { return c.dead }

// Err returns why the stream ended, or nil while it is open.
func (c *Client) Err() error {
	select {
	case <-c.dead:
		return c.why
	default:
		return nil
	}
}
