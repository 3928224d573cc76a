package agent

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// read hands each line that comes to whom it is for.
func (c *Client) read() {
	err := lines(c.conn, func(line []byte) error {
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
	})
	if err != nil {
		c.fail(fmt.Errorf("%w: %w", ErrStream, err))
		return
	}
	c.fail(ErrStream)
}

// write sends what the calls ask, in a goroutine of its own, so that no call hangs on a stream that takes nothing.
func (c *Client) write() {
	for {
		select {
		case line := <-c.outgoing:
			if _, err := c.conn.Write(line); err != nil {
				c.fail(fmt.Errorf("%w: %w", ErrStream, err))
				return
			}
		case <-c.dead:
			return
		}
	}
}

// keepLease pings until the stream ends. An agent that does not answer within the lease is as good as gone.
func (c *Client) keepLease() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-c.dead:
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), LeaseTime)
		err := c.Call(ctx, OpPing, nil, nil)
		cancel()
		if err != nil {
			c.fail(fmt.Errorf("%w: no answer to a ping for %v", ErrStream, LeaseTime))
			return
		}
	}
}
